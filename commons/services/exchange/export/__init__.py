"""Sheets and their history written to a folder, and read again."""
