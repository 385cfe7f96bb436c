"""What a sheet says when it is printed."""
