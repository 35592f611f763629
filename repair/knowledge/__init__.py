"""What is known before a text is read: the dictionaries, one file for each, and the two models that stand on them.

May import records and `text`; `resources` is the only reader of `dictionaries/`.
"""
