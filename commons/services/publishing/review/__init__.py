"""What is looked at before or after it is published, and by which signs."""
