"""Other commons: taking up what they publish, and telling one another of it."""
