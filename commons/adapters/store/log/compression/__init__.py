"""How the blocks of versions lie on the disk."""
