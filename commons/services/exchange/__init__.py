"""Sheets that come from files, and go out as files."""
