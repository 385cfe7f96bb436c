"""Files by content hash: what is taken in, made clean and kept."""
