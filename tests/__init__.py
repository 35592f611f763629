"""Everything that must hold; `python -m tests` runs it all."""
