"""What one request is about: its language, format, limits and answer."""
