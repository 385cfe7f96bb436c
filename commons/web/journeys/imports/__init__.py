"""Spreadsheets, brought in by forms."""
