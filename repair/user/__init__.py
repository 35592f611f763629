"""What a user has said for good: words and names that are right, pairs that are always mended, and their files.

May import records and `text`.
"""
