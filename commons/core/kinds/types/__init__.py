"""The types of field, one module a family: all that the wiki does with their values."""
