"""The operator's work: backup, restore, checks, expiry."""
