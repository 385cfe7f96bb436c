"""Which sheets answer a question, and in which order."""
