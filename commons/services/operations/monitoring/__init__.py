"""How an instance is doing: what it counts, measures and awaits."""
