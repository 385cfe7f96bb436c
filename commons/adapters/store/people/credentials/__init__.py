"""Knows what lets somebody in beside a password: sessions, second factors, tokens."""
