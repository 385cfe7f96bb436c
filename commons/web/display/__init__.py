"""Values and words as view models of a page."""
