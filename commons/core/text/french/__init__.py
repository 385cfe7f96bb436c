"""Analysis of French for search: stems, inclusive writing, scripts without spaces."""
