"""Every table and column, by the room that they serve."""
