"""Finding sheets in French."""
