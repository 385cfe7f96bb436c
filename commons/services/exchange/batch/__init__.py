"""Sheets brought in many at a time, and how each of them fared."""
