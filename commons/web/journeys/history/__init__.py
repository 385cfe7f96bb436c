"""The versions of a sheet, listed and compared."""
