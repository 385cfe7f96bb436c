"""What the law of licences asks of sources and translations."""
