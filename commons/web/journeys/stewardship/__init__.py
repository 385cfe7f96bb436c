"""What those who run the site decide in its pages."""
