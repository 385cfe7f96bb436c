"""The commands on people, and on what they say to each other and write."""
