"""SQLite: a database in a file, with what lies beside it."""
