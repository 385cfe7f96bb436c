"""Removing for good: a version, a sheet, a file, the credit of a person."""
