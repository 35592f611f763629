"""The words of a language: built from wordfreq and symspellpy at first use, kept in the user's cache, memory-mapped."""
