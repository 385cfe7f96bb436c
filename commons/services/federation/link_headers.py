"""Reads the Link headers of other sites (RFC 8288)."""

import re

LONGEST = 20_000
"""How many characters of a header are read."""

_NAME = r"[A-Za-z0-9!#$&+.^_`|~*-]++"
_PARAMETER = rf'\s*+;\s*+({_NAME})(?:\s*+=\s*+("(?:[^"\\]|\\.)*+"|[^\s";,]*+))?+'
_LINK = re.compile(rf"<([^<>]{{1,2000}}+)>((?:{_PARAMETER})*+)")
_EACH = re.compile(_PARAMETER)


def linked_in_header(header: str, relation: str) -> list[str]:
    """Return the targets that a header links to under a relation, in its order.

    Relations are the same whatever their case; of several `rel`, the first counts.
    """
    return [
        link[1].strip()
        for link in _LINK.finditer(header[:LONGEST])
        if relation.lower() in _relations(link[2])
    ]


def _relations(parameters: str) -> list[str]:
    for name, value in _EACH.findall(parameters):
        if name.lower() == "rel":
            return str(value).strip('"').lower().split()
    return []
