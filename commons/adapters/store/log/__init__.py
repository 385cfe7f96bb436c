"""The log of versions and the tables derived from it."""
