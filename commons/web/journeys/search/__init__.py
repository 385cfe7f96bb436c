"""Home, search, themes, territories and people."""
