"""What a commons is made of, in plain Python."""
