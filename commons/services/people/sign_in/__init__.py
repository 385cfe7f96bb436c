"""Says who signs in: what a password must be, and what is asked beside it."""
