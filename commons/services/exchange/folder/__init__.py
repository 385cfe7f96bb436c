"""Folders of Markdown as sheets."""
