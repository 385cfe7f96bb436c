"""Accounts, and what people write to each other."""
