"""The forms of French words: stems, families, derivation, inclusive writing."""
