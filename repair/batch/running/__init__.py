"""The run over a corpus: sources are read, an engine mends, sinks write, and the state can go on from there."""
