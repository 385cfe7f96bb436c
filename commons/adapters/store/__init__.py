"""The database: SQLAlchemy lives here alone."""
