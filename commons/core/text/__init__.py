"""What is done to people's words."""
