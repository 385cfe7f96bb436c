"""What is written beside the commons, in tables that no backup has."""
