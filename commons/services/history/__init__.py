"""What is done to versions: delete, revert, thank, attribute."""
