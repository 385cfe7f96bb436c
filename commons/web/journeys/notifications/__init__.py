"""Following: a button, the list of what happened, and how one is told."""
