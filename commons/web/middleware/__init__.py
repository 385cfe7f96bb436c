"""What stands before Flask: the server, bodies, compression, kept pages."""
