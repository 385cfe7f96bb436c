"""The addresses that are ours, and those that mislead."""
