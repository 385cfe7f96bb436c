"""PDF from HTML, by WeasyPrint, in a process of its own."""
