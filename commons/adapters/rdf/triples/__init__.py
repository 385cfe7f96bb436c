"""What sheets, people, notices and remarks are as triples."""
