"""What schemas/ says: kinds and fields, licences, words, and what breaks their rules."""
