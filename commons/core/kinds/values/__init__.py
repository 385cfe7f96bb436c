"""Parses typed values and checks them against the type of their field."""
