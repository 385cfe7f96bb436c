"""Following the log: who reads each change, how far they are, and in which thread."""
