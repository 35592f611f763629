"""Texts and their tokens: what can be told of characters alone, without a dictionary.

May import the records, nothing else.
"""
