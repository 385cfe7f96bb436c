"""The commands of whoever keeps an instance running."""
