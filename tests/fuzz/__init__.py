"""Fuzzers of all that reads untrusted input: `python -m tests.fuzz --help`; the seeds lie in `seeds/`."""
