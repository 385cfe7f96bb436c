"""Signing up and in; profiles and roles."""
