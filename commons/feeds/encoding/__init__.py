"""How feeds write bytes: XML, namespaces, gzip."""
