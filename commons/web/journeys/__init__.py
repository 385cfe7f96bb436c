"""One folder a journey: its addresses, its forms, its pages."""
