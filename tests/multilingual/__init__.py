"""Tests of the languages beside English."""
