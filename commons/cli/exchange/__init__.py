"""The commands that bring sheets in and out."""
