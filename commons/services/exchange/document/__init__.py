"""Makes the draft of a sheet from a document that somebody wrote elsewhere."""
