"""What gunicorn reads first: the application, made before the workers are forked."""

from importlib import import_module

from flask import Flask

from commons.cli import nothing_collected


def serve_forked(address: str = "") -> Flask:
    """Return what `commons.app` makes for a server that forks, without its dear garbage.

    All children share what is made here.
    """
    with nothing_collected():
        app: Flask = import_module("commons.app").make_forked(address)
    return app
