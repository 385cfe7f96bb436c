"""What was removed for good, and the rows that held it."""
