"""What keeps a site in order: its look and pages, reviews, reports, notices, audit."""
