"""Other sites: the one room that asks anything of them, and what it refuses to ask."""
