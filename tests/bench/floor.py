"""The floor: a bare Flask application, which nothing of ours can be faster than."""

import sys
from functools import cache

from flask import Flask

from commons.cli.operations.serving import SERVER


def create_app() -> Flask:
    """Make an application that says hello, or as many ready bytes as asked."""
    app = Flask(__name__)
    app.add_url_rule("/", view_func=lambda: "<p>hello</p>")
    app.add_url_rule("/ready/<int:size>", view_func=_ready)
    return app


@cache
def _ready(size: int) -> bytes:
    return b"x" * size


def argv(port: int) -> list[str]:
    """Give the command that serves the floor as `commons serve` serves ours."""
    words = ["-m", "gunicorn", "tests.bench.floor:create_app()", *SERVER]
    return [sys.executable, *words, "--bind", f"127.0.0.1:{port}", "--workers", "1"]
