"""What stands behind the services: database, search index, linked data, files."""
