"""Other commons: adapting what they publish, and hearing of what they adapt."""
