"""The journal of a review: every answer on the disk at once, read back with every field checked, and resumed from.

May import the state machine of the review, never the other way round.
"""
