"""Asks the OAI-PMH repository, and holds each answer against the protocol."""

from pathlib import Path
from urllib.parse import urlencode

from flask.testing import FlaskClient
from lxml import etree

OAI = "{http://www.openarchives.org/OAI/2.0/}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}RDF"
DC = "{http://purl.org/dc/elements/1.1/}"

_FORM = etree.RelaxNG(etree.parse(Path(__file__).with_name("oai_pmh.rng")))
_SAFE = etree.XMLParser(resolve_entities=False, no_network=True)


def heard(body: bytes) -> etree._Element:
    """Read an answer, which must have the form that the protocol gives it."""
    told = etree.fromstring(body, _SAFE)
    assert _FORM.validate(told), _FORM.error_log
    return told


def ask(client: FlaskClient, query: str = "", **arguments: str) -> etree._Element:
    """Ask by GET; `from_` stands for `from`."""
    asked = query or urlencode({k.rstrip("_"): v for k, v in arguments.items()})
    answer = client.get(f"/oai?{asked}")
    assert answer.status_code == 200
    assert answer.content_type == "text/xml; charset=utf-8"
    return heard(answer.data)


def code(told: etree._Element) -> str:
    """Give the code of a refusal, "" when there is none."""
    found = told.find(f"{OAI}error")
    return "" if found is None else str(found.get("code"))


def texts(told: etree._Element, name: str) -> list[str]:
    """Give the texts of all elements of a name of the protocol."""
    return [element.text or "" for element in told.iter(f"{OAI}{name}")]


def walk(client: FlaskClient, **arguments: str) -> list[etree._Element]:
    """Ask for a list and for all that its tokens lead to."""
    pages = [ask(client, **arguments)]
    while token := "".join(texts(pages[-1], "resumptionToken")):
        pages.append(ask(client, verb=arguments["verb"], resumptionToken=token))
    return pages


def within(told: etree._Element, name: str) -> bytes:
    """Give the first element of a name, as a document of its own."""
    return bytes(etree.tostring(next(told.iter(name))))
