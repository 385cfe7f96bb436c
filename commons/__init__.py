"""Commons: a wiki where territories write down how they work together."""


def __getattr__(name: str) -> str:
    """Return the version when it is asked for: to look for it is dear (PEP 562)."""
    if name != "__version__":
        raise AttributeError(name)
    from importlib.metadata import version  # noqa: PLC0415  # half of a small process

    return version("commons-wiki")
