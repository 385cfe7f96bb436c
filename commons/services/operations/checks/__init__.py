"""Whether everything is in order: the log, what follows from it, what is published."""
