"""The decision: where to look, what each place can have been, how likely that is, and what is done about it.

May import `channels` and what lies below them; knows nothing of how its edits are shown.
"""
