"""Writing a sheet: form, drafts, conflicts, files."""
