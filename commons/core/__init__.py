"""What needs no machine: the terms of a commons, its kinds of sheet, its texts."""
