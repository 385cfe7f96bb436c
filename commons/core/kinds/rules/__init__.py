"""What a sheet must fulfil: validation, licences, sizes, categories."""
