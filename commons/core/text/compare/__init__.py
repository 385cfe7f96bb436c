"""Differences between texts, three-way merges, and who wrote which words."""
