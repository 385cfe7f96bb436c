"""What is shown of what was found: results, counts of facets, extracts."""
