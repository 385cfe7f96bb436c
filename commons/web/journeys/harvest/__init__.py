"""What machines come for: LDES, OAI-PMH, Atom, catalogue."""
