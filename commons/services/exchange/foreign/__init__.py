"""Folders that others wrote, read through a mapping."""
