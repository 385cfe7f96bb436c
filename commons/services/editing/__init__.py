"""Writing together: drafts, sharing, merging."""
