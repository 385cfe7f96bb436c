"""A sheet: its page, its formats, its files, its past addresses."""
