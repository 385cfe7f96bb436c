"""Files that people write: front matter, CSV, and their encodings."""
