"""Printing a sheet: on A4, as cards, as a booklet, as PDF."""
