"""Running the site: what awaits, acts, e-mails, removals for good."""
