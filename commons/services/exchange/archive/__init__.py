"""Sheets as one ZIP, to take away and to load elsewhere."""
