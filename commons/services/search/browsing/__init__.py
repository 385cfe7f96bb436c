"""Lists without a question: themes, territories, the first page."""
