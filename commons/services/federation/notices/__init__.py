"""Notices between commons: told, received, looked into, decided upon."""
