"""The tables of what a team decides and looks after."""
