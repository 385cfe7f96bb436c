"""Sheets by where they stand: counted by place, near somewhere, drawn together."""
