"""Pictures, colours and covers."""
