"""Where the parts of a running commons meet; each module opens some of them."""
