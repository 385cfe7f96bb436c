"""What is answered: by which format, of sheets, of entities, of what is deleted."""
