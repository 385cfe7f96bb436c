"""Drafts and who may write in them."""
