"""The log as other networks read it: a page of it becomes bytes."""
