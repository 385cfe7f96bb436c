"""A page of the log, told in a harvesting protocol."""
