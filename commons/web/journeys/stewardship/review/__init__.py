"""Reviewing: what waits, what was reported, what a person wrote."""
