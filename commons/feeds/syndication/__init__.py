"""Atom and the sitemap."""
