"""Markdown, from what is typed to safe HTML."""
