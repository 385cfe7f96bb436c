"""What those who run a site do for it, beside its sheets."""
