"""Figures for a monitor, where the operator wants them: off unless a setting says so."""

from hmac import compare_digest
from ipaddress import ip_address

from flask import Response, abort, current_app, request

from commons.core.domain.people.account import Permission
from commons.services.operations.monitoring.gauges import read_gauges
from commons.settings import BY_TOKEN
from commons.web.guard.journey import Journey
from commons.web.request.context import components
from commons.wiring.followers import open_followers

_OF_PROXIES = frozenset(
    {
        "forwarded",
        "via",
        "x-real-ip",
        "x-client-ip",
        "true-client-ip",
        "cf-connecting-ip",
    }
)

metrics = Journey("metrics", __name__, has_pages=False)


@metrics.get("/metrics", needs=Permission.READ)
def write_metrics() -> Response:
    """Answer in the text format of Prometheus; nothing to whom it is not meant for.

    404 also for a wrong token: nobody learns that there is something to guess.
    """
    counted = current_app.extensions["metrics"]
    if counted is None or not _is_meant():
        abort(404)
    here = components()
    measured = read_gauges(
        here.store, here.index, here.settings.data_dir, open_followers(here)
    )
    response = Response(counted.write(measured), content_type=counted.media_type)
    response.headers["Cache-Control"] = "no-store"
    return response


def _is_meant() -> bool:
    """Return whether who asks bears the token, or is a program of this machine."""
    chosen = components().settings.monitoring
    if chosen.metrics == BY_TOKEN:
        scheme, _, borne = request.headers.get("Authorization", "").partition(" ")
        right = compare_digest(borne.strip().encode(), chosen.token.encode())
        return right and scheme.casefold() == "bearer"
    forwarded = any(map(_is_of_proxy, request.headers.keys()))
    try:
        return not forwarded and ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def _is_of_proxy(header: str) -> bool:
    """Return whether a header is one that proxies add, and programs here do not."""
    name = header.casefold()
    return name in _OF_PROXIES or name.startswith("x-forwarded-")
