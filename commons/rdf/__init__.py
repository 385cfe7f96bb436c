"""Revisions as linked data."""
