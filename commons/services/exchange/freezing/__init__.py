"""A copy of the whole commons as files, which any server of files answers."""
