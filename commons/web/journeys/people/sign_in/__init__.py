"""The ways of signing in: sessions, codes, passkeys, and the proof of who one is."""
