"""What words of French are near in meaning: vectors, and how they were made."""
