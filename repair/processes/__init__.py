"""Processes and threads of this machine: a pool of workers that loses no item; knows nothing of texts."""
