"""Counts pages that are read, before Flask, since kept answers never get there.

Only the sort of what was read is counted, by day: no address, no cookie, no agent.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

PAGE, SEARCH, HARVEST, ROBOT = "page", "search", "harvest", "robot"
SORTS = (PAGE, SEARCH, HARVEST, ROBOT)
"""What is counted: pages and searches that people read, and what machines fetch."""

_HARVESTED = (
    *("/feeds/", "/oai", "/dumps/", "/catalog", "/sitemap", "/changes.atom"),
    *("/search.atom", "/.well-known/void", "/ns", "/shapes", "/context.jsonld"),
)
_NO_PAGES = (
    *("/static/", "/media/", "/appearance/", "/logo/", "/healthz", "/suggest"),
    *("/notifications/", "/favicon", "/robots.txt", "/opensearch.xml", "/.well-known/"),
)
_ROBOT = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|fetch|curl|wget|python|java/|http-?client|okhttp"
    r"|scrapy|headless|monitor|preview|validator|libwww|go-http|node|axios|feed|harvest",
    re.IGNORECASE,
)
"""What programs that are no browsers call themselves."""
_LONGEST_AGENT = 300


class ReadingCount:
    """A WSGI application around ours, `inner`, that counts what is read there."""

    def __init__(self, app: WSGIApplication, count: Callable[[str], None]) -> None:
        self.inner = app
        self._count = count

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer as ours does, and count what was answered well."""
        sort = sort_of(environ)
        if not sort:
            return self.inner(environ, start_response)

        def note(status: str, *rest: object) -> Callable[[bytes], object]:
            if status.startswith(("200", "304")):
                self._count(sort)
            return start_response(status, *rest)  # type: ignore[arg-type]  # as given

        return self.inner(environ, note)


def sort_of(environ: WSGIEnvironment) -> str:
    """Return the sort of what a request reads, one of SORTS, "" for nothing counted."""
    if environ["REQUEST_METHOD"] != "GET":
        return ""
    path = str(environ.get("PATH_INFO", ""))
    if path.startswith(_HARVESTED):
        return HARVEST
    if path.startswith(_NO_PAGES) or "text/html" not in environ.get("HTTP_ACCEPT", ""):
        return ""
    if _is_robot(str(environ.get("HTTP_USER_AGENT", ""))[:_LONGEST_AGENT]):
        return ROBOT
    return SEARCH if path.startswith("/search") else PAGE


@lru_cache(maxsize=512)
def _is_robot(agent: str) -> bool:
    return not agent or _ROBOT.search(agent) is not None
