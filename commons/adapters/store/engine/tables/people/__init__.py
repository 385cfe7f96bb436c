"""The tables of accounts and of what they are sent."""
