"""What is shown of a text: the `Revision`, its diffs, pages and plots, and the report of many texts.

May import records and `text`; knows nothing of how edits come about.
"""
