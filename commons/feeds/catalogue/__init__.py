"""The catalogue of data sets and their dumps: DCAT, VoID."""
