"""The project's scripts and recordings: found, written, compared."""
