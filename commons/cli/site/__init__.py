"""The commands on what the site shows of itself."""
