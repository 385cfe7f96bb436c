"""The register of French places, from a commune to its region."""
