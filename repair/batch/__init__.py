"""Mends corpora: files of records in, the same files out, with side files of edits and rejects; see `running`."""
