"""The index as tables of a database of its own, in plain SQL."""
