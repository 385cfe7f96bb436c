"""What every stored index shares: segments as bytes, what a commit changes, one writer."""
