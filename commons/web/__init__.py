"""Pages and addresses: Flask lives here alone."""
