"""Backups: written, restored, and what can be rescued of a damaged one."""
