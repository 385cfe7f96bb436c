"""The map: what a search finds, drawn and listed by place."""
