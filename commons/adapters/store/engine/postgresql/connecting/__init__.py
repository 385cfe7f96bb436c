"""How a PostgreSQL server is reached: connections, what goes over them, what it refuses."""
