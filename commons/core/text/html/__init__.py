"""HTML from elsewhere, as Markdown."""
