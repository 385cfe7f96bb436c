"""Answers harvesters in OAI-PMH 2.0, each sheet as one item.

A record is the head of its sheet, a tombstone a deleted record, and its
datestamp the instant of that version. Lists follow the log, so that a list and
then one `from` the date of its first answer give every sheet's last state.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain
from typing import TypeAlias

from commons.adapters.store.engine.unit_of_work import Store, Work
from commons.adapters.store.log import revisions
from commons.adapters.store.log.projections import categories
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.sheet import Revision
from commons.core.kinds.rules.categories import ROOTS
from commons.errors import NotFoundError, ProtocolError
from commons.feeds.encoding.xml_writer import XSI, XmlWriter
from commons.feeds.instance import Instance
from commons.feeds.oai import requests
from commons.feeds.oai.records import FORMATS, record_header, write_record
from commons.feeds.sets import list_sets, set_filter

NAMESPACE = "http://www.openarchives.org/OAI/2.0/"
LOCATION = f"{NAMESPACE} {NAMESPACE}OAI-PMH.xsd"
PAGE_SIZE = 100
SETS_PAGE = 250
SETS = "sets"
"""What stands in the place of the format in a token of ListSets."""
LARGEST_PAGE = 1_000_000
"""A page ends with the record that brings it to so many characters."""

_BATCH = 20
_ECHOED = frozenset({"badVerb", "badArgument"})
"""Refusals after which the request is told without its arguments (3.6)."""

Tell: TypeAlias = Callable[[XmlWriter], None]
Arguments: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What an answer is made from: one state of the log."""

    teller: Instance
    work: Work


def answer_request(
    store: Store, teller: Instance, pairs: list[tuple[str, str]]
) -> bytes:
    """Answer a request, given as its arguments; a refusal is an answer too."""
    settled = store.settled()
    request: dict[str, str] = {}
    with store.read() as work:
        try:
            heard = requests.read_request(pairs)
            request = {"verb": heard.verb, **heard.arguments}
            source = Source(teller=teller, work=work)
            tell = _ANSWERS[heard.verb](source, heard.arguments)
        except ProtocolError as error:
            tell = partial(_refuse, error)
            if error.code in _ECHOED:
                request = {}
        xml = XmlWriter()
        with xml.inside("OAI-PMH", _root()):
            xml.leaf("responseDate", requests.utc_datetime(_date(work, settled)))
            xml.leaf("request", base_url(teller), request)
            tell(xml)
        return xml.ended()


def base_url(teller: Instance) -> str:
    """Give the base URL of the repository."""
    return f"{teller.base}/oai"


def _root() -> dict[str, str]:
    return {"xmlns": NAMESPACE, "xmlns:xsi": XSI, "xsi:schemaLocation": LOCATION}


def _date(work: Work, settled: datetime | None) -> datetime:
    """Give the latest date that a harvester may come back `from` without a loss.

    It is the present unless somebody is writing: then no change to come is as
    old as the last one.
    """
    last = revisions.changes_after(work, revisions.head_sequence(work) - 1, 1)
    known = [change.instant for change in last] + ([settled] if settled else [])
    return max(known, default=clock.EPOCH)


def _refuse(error: ProtocolError, xml: XmlWriter) -> None:
    xml.leaf("error", str(error), {"code": error.code})


def _identify(source: Source, _arguments: Arguments) -> Tell:
    teller = source.teller
    oldest = revisions.changes_after(source.work, 0, 1)
    earliest = oldest[0].instant if oldest else clock.now()

    def tell(xml: XmlWriter) -> None:
        with xml.inside("Identify"):
            xml.leaf("repositoryName", teller.name)
            xml.leaf("baseURL", base_url(teller))
            xml.leaf("protocolVersion", "2.0")
            xml.leaf("adminEmail", teller.email)
            xml.leaf("earliestDatestamp", requests.utc_datetime(earliest))
            xml.leaf("deletedRecord", "persistent")
            xml.leaf("granularity", "YYYY-MM-DDThh:mm:ssZ")

    return tell


def _list_formats(source: Source, arguments: Arguments) -> Tell:
    if "identifier" in arguments:
        _item(source, arguments["identifier"])

    def tell(xml: XmlWriter) -> None:
        with xml.inside("ListMetadataFormats"):
            for prefix, form in FORMATS.items():
                with xml.inside("metadataFormat"):
                    xml.leaf("metadataPrefix", prefix)
                    xml.leaf("schema", form.schema)
                    xml.leaf("metadataNamespace", form.namespace)

    return tell


def _list_sets(source: Source, arguments: Arguments) -> Tell:
    """List the sets, in their order, after the one that a token names."""
    resumed = requests.TOKEN in arguments
    after = _resumed_sets(arguments[requests.TOKEN]) if resumed else ""
    more = SETS_PAGE + 1
    found = list(list_sets(source.teller, source.work, after=after, limit=more).items())
    if not found and resumed:
        raise requests.bad_token()
    if not found:
        raise ProtocolError("noRecordsMatch", "There is no sheet yet.")

    def tell(xml: XmlWriter) -> None:
        with xml.inside("ListSets"):
            for spec, name in found[:SETS_PAGE]:
                with xml.inside("set"):
                    xml.leaf("setSpec", spec)
                    xml.leaf("setName", name)
            if len(found) == more:
                last = found[SETS_PAGE - 1][0]
                onward = requests.ResumptionToken(
                    prefix=SETS, set=last, after=0, last=0
                )
                xml.leaf(requests.TOKEN, onward.written())
            elif resumed:
                xml.leaf(requests.TOKEN)

    return tell


def _get(source: Source, arguments: Arguments) -> Tell:
    form = _prefix(arguments["metadataPrefix"])
    revision = _item(source, arguments["identifier"])

    def tell(xml: XmlWriter) -> None:
        with xml.inside("GetRecord"):
            write_record(xml, source.teller, source.work, revision, form)

    return tell


def _list(source: Source, arguments: Arguments, *, verb: str) -> Tell:
    """List headers or records, from a position in the log to another."""
    resumed = requests.TOKEN in arguments
    here = _resumed(arguments[requests.TOKEN]) if resumed else _begun(source, arguments)
    wanted = set_filter(source.teller, source.work, here.set)
    heads = _heads(source.work, wanted, here.after, here.last)
    first = next(heads, None)
    if first is None and resumed:
        # All that was left changed meanwhile: one of these keeps the list from
        # being empty, which the schema does not allow.
        beyond = revisions.head_sequence(source.work)
        first, heads = (
            next(_heads(source.work, wanted, here.last, beyond), None),
            iter(()),
        )
    if first is None and not resumed:
        raise ProtocolError("noRecordsMatch", "No sheet fits these arguments.")
    page = chain([first] if first else [], heads)

    def tell(xml: XmlWriter) -> None:
        with xml.inside(verb):
            reached, start = 0, xml.length
            for count, head in enumerate(page):
                if count == PAGE_SIZE or xml.length - start > LARGEST_PAGE:
                    onward = requests.ResumptionToken(
                        prefix=here.prefix, set=here.set, after=reached, last=here.last
                    )
                    xml.leaf(requests.TOKEN, onward.written())
                    return
                if verb == "ListIdentifiers":
                    record_header(xml, source.teller, head)
                else:
                    write_record(xml, source.teller, source.work, head, here.prefix)
                reached = head.sequence
            if resumed:
                xml.leaf(requests.TOKEN)

    return tell


def _begun(source: Source, arguments: Arguments) -> requests.ResumptionToken:
    """Give the place where a list begins, and where it will end."""
    prefix, spec = _prefix(arguments["metadataPrefix"]), requests.wanted_set(arguments)
    first, beyond = requests.read_span(arguments)
    after = categories.sequence_before(source.work, first) if first else 0
    last = revisions.head_sequence(source.work)
    if beyond:
        last = categories.sequence_before(source.work, beyond)
    return requests.ResumptionToken(prefix=prefix, set=spec, after=after, last=last)


def _resumed(text: str) -> requests.ResumptionToken:
    token = requests.read_token(text)
    if token.prefix not in FORMATS:
        raise requests.bad_token()
    return token


def _resumed_sets(text: str) -> str:
    token = requests.read_token(text)
    if token.prefix != SETS or token.set.partition(":")[0] not in ROOTS:
        raise requests.bad_token()
    return token.set


def _heads(
    work: Work, wanted: categories.Choice | None, after: int, last: int
) -> Iterator[Revision]:
    """Give heads in the order of the log, some read at a time."""
    if wanted is None:
        return
    while some := categories.heads_after(
        work, wanted, after=after, last=last, limit=_BATCH
    ):
        yield from some
        after = some[-1].sequence


def _item(source: Source, identifier: str) -> Revision:
    """Give the head of the sheet whose IRI this is."""
    sheet = identifier.removeprefix(iri.sheet_iri("", source.teller.base))
    if sheet != identifier and iri.is_id(sheet):
        try:
            return revisions.get_head(source.work, sheet)
        except NotFoundError:
            pass
    raise ProtocolError("idDoesNotExist", "No sheet has this identifier.")


def _prefix(prefix: str) -> str:
    if prefix not in FORMATS:
        message = f"The formats are {', '.join(FORMATS)}."
        raise ProtocolError("cannotDisseminateFormat", message)
    return prefix


_ANSWERS: Mapping[str, Callable[[Source, Arguments], Tell]] = {
    "Identify": _identify,
    "ListMetadataFormats": _list_formats,
    "ListSets": _list_sets,
    "ListIdentifiers": partial(_list, verb="ListIdentifiers"),
    "ListRecords": partial(_list, verb="ListRecords"),
    "GetRecord": _get,
}
