"""Looks at the surroundings of an instance: what would hinder it, and what to do."""
