"""Edits that are held for review, versions that were reviewed, and reports."""
