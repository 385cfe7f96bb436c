"""PostgreSQL: a database on a server, for several machines at once."""
