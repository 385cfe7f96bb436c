"""A standby server that follows the database: how far it is, and reading from it."""
