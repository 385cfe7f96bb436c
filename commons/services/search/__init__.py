"""Finding and browsing sheets, and keeping the index level with the log."""
