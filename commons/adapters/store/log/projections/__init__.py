"""Projections of the log: rows that say again what versions say, for queries."""
