"""A copy of the site made of files: where each answer stands, and pages of its own."""
