"""Reads schemas/ into the kinds of sheet, their fields and choices."""
