"""What the team decides: reviews, reports, removals for good."""
