"""Where files lie beyond this machine: the back ends of `FileStorage`."""
