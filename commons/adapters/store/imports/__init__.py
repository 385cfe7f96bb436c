"""What loads and spreadsheets left: uploads, batches, provenance."""
