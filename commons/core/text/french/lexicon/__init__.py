"""The words that French has, and how often: what spelling and stems stand on."""
