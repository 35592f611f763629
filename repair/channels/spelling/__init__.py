"""Misspelled words: what they were, by frequency, counted misspellings and how two words differ."""

from repair.channels.spelling.channel import EXAMPLES, GUARDRAILS, Channel

__all__ = ["EXAMPLES", "GUARDRAILS", "Channel"]
