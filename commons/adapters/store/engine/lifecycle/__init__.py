"""A database from its making to its moving: upgrades of the schema, copies."""
