"""Commons: a wiki where territories write down how they work together."""

from importlib.metadata import version

__version__ = version("commons-wiki")
