"""E-mails to people: what they say, and who sends them."""
