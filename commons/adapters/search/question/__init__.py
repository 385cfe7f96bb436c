"""What a query asks for, from the text that somebody typed."""
