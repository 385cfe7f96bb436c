"""How the site presents itself and what it allows: pages, look, settings."""
