"""How people write words, names, dates and durations, compared and read."""
