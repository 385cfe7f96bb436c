"""Starts a real OpenID provider, and a browser without scripts that signs in there."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

SCRIPT = Path(__file__).with_name("openid_provider.mjs")
SECRET = "un secret que les deux connaissent"


def has_provider() -> bool:
    """Say whether the provider is installed (`npm ci` in tests/clients)."""
    here = SCRIPT.parent / "node_modules" / "oidc-provider"
    return bool(shutil.which("node")) and here.is_dir()


def need_provider() -> None:
    """Skip a test where the provider is not installed; on a CI machine it fails."""
    if not has_provider():
        lack = "the OpenID provider is missing: it comes with `make test`"
        (pytest.fail if os.getenv("CI") == "true" else pytest.skip)(lack)


@contextmanager
def running_provider(port: int, base: str) -> Iterator[str]:
    """Run the provider for a commons at `base`; give its issuer."""
    words = [
        "node",
        str(SCRIPT),
        str(port),
        f"{base}/login/openid/callback",
        f"{base}/",
    ]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None
            for line in process.stdout:
                if "ready" in line:
                    break
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


def signs_in_there(address: str, name: str, callback: str) -> str:
    """Sign in at the provider by its forms; return where it sends the browser back."""
    with httpx.Client(follow_redirects=False) as browser:
        answer = browser.get(address)
        for _ in range(12):
            if answer.is_redirect:
                place = urljoin(str(answer.url), answer.headers["Location"])
                if place.startswith(callback):
                    return place
                answer = browser.get(place)
                continue
            action = re.findall(r'action="([^"]+)"', answer.text)[0]
            hidden = re.findall(r'name="([^"]+)" value="([^"]*)"', answer.text)
            asks = 'name="login"' in answer.text
            typed = {"login": name, "password": "x"} if asks else {}
            place = urljoin(str(answer.url), unescape(action))
            answer = browser.post(place, data={**dict(hidden), **typed})
    raise AssertionError(answer.text)


def comes_in(client: FlaskClient, name: str, **asked: str) -> TestResponse:
    """Go to the provider and back; return what the commons answers."""
    sent = client.get("/login/openid", query_string=asked)
    assert sent.status_code == 302, sent.get_data(as_text=True)
    address = sent.headers["Location"]
    callback = parse_qs(urlsplit(address).query)["redirect_uri"][0]
    parts = urlsplit(signs_in_there(address, name, callback))
    return client.get(f"{parts.path}?{parts.query}")
