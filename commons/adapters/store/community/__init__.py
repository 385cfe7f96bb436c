"""Knows what readers say to each other."""
