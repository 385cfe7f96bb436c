"""What is published of the kinds: SHACL shapes, vocabulary, JSON-LD context."""
