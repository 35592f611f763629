"""The review: what a reader answers to the edits of some articles, as a pure state machine with a journal.

`session.begin` makes a state, `session.step` takes it one action further, `results` tells what would be written now.
`storage` and `resume` keep the answers.  Nothing here prints, reads a key or asks; that is for the command line.
"""
