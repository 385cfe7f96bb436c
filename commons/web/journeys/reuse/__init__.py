"""Adapting a sheet for another territory."""
