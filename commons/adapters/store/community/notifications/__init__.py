"""What accounts follow, what happened there, and what they were told."""
