"""Reads the documents that people write in: Word, LibreOffice, PDF."""
