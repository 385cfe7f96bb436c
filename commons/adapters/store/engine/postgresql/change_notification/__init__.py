"""How a process learns that another saved: the beat that pages trust, and what wakes it."""
