"""The tables of what people and other commons tell each other."""
