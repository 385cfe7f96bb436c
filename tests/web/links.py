"""Reads the Link headers of an answer."""

import re

from werkzeug.test import TestResponse

_LINK = re.compile(r'<([^>]*)>; rel="([^"]*)"((?:; [a-z]+="[^"]*")*)(?:, |$)')


def links_of(answer: TestResponse) -> dict[str, list[str]]:
    """Give the targets of each relation."""
    found: dict[str, list[str]] = {}
    for header in answer.headers.getlist("Link"):
        assert _LINK.sub("", header) == ""
        for target, relations, _ in _LINK.findall(header):
            for relation in relations.split():
                found.setdefault(relation, []).append(target)
    return found
