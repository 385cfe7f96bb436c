"""How a sheet is cited: BibTeX, RIS, CSL-JSON."""
