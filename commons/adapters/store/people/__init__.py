"""Accounts, the people who are credited, and their thanks."""
