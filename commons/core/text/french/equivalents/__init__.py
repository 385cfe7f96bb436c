"""Which words say nearly the same, in French and from English."""
