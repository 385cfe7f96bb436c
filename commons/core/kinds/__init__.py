"""The kinds of sheet, read from schemas/."""
