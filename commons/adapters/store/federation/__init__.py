"""Notices to and from other commons, as they are kept."""
