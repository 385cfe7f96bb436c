"""The database itself: connection, tables, units of work, upgrades."""
