"""What a question says: its numbers, its filters, its words."""
