"""Reading and writing the small RDF graphs of schemas/."""
