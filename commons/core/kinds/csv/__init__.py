"""The kinds as columns of a spreadsheet."""
