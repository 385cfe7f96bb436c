"""Giving room back: old drafts, unused files, uncompressed blocks."""
