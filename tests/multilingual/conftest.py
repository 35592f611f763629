"""Repairers of some languages, each made once."""

from __future__ import annotations

from functools import lru_cache

import pytest

import repair


@lru_cache
def _load(language: str) -> repair.Repairer:
    return repair.Repairer.load(language)


@pytest.fixture(scope="session")
def load():
    """Return what gives the repairer of a language, or of several."""
    return _load
