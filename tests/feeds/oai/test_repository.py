"""What a harvester hears, verb by verb, right or wrong."""

import time
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse

from commons.adapters.store.log import revisions as archive
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.sheet import Revision
from commons.feeds.instance import Instance
from commons.feeds.oai import repository
from commons.feeds.oai.requests import VERBS, ResumptionToken, utc_datetime
from commons.settings import from_env
from commons.wiring.components import Components
from tests.conftest import BASE
from tests.feeds.asking import DC, OAI, RDF, ask, code, heard, texts, walk, within
from tests.feeds.conftest import BREST, Desk

LIST = {"verb": "ListIdentifiers", "metadataPrefix": "oai_dc"}


def ids(*revisions: Revision) -> list[str]:
    return [iri.sheet_iri(revision.sheet, BASE) for revision in revisions]


def test_the_repository_says_who_it_is(client: FlaskClient, desk: Desk) -> None:
    first, _ = desk.publish(2)
    told = ask(client, verb="Identify")
    assert texts(told, "baseURL") == [f"{BASE}/oai"]
    assert texts(told, "adminEmail") == ["postmaster@commons.example"]
    assert texts(told, "earliestDatestamp") == [utc_datetime(first.instant)]


@pytest.mark.parametrize(
    ("contact", "base", "email"),
    [
        ("", "http://localhost:8000", "postmaster@localhost.invalid"),
        ("", "https://commun.example/wiki", "postmaster@commun.example"),
        ("nous@exemple.fr", "http://localhost", "nous@exemple.fr"),
        ("https://exemple.fr/ecrire", "https://a.example", "postmaster@a.example"),
    ],
)
def test_there_is_always_an_e_mail_to_write_to(
    parts: Components, contact: str, base: str, email: str
) -> None:
    settings = from_env({"COMMONS_CONTACT": contact, "COMMONS_BASE_URL": base})
    told = Instance(
        base=settings.base_url,
        name="Commons",
        contact=settings.contact,
        language="fr",
        schema=parts.schema,
        places=parts.places,
    )
    assert (
        heard(repository.answer_request(parts.store, told, [("verb", "Identify")]))
        is not None
    )
    assert told.email == email


def test_an_empty_repository_has_an_answer_to_every_verb(client: FlaskClient) -> None:
    told = {verb: code(ask(client, verb=verb)) for verb in VERBS}
    assert told == {
        "Identify": "",
        "ListMetadataFormats": "",
        "ListSets": "noRecordsMatch",
        "ListIdentifiers": "badArgument",
        "ListRecords": "badArgument",
        "GetRecord": "badArgument",
    }
    assert code(ask(client, **LIST)) == "noRecordsMatch"


def test_a_record_tells_its_sheet_in_dublin_core(
    client: FlaskClient, desk: Desk
) -> None:
    (sheet,) = desk.publish(
        title="Le café & le <pain>",
        summary="Un « été » à l’ombre.",
        themes=["culture", "food"],
        keywords=["banc"],
        territory=BREST,
        authors=[{"name": "Anaïs"}, {"name": "Bilal"}],
        sources=[{"title": "x", "url": "/sheets/0123456789ab/v/1"}],
    )
    told = ask(
        client, verb="GetRecord", metadataPrefix="oai_dc", identifier=ids(sheet)[0]
    )
    said = [
        (element.tag.removeprefix(DC), element.text) for element in told.iter(f"{DC}*")
    ]
    assert said == [
        ("title", "Le café & le <pain>"),
        ("creator", "Anaïs"),
        ("creator", "Bilal"),
        ("subject", "Culture"),
        ("subject", "Alimentation"),
        ("subject", "banc"),
        ("description", "Un « été » à l’ombre."),
        ("publisher", "Commons"),
        ("date", sheet.instant.date().isoformat()),
        ("type", "Text"),
        ("type", "Méthode"),
        ("format", "text/html"),
        ("identifier", ids(sheet)[0]),
        ("source", f"{BASE}/sheets/0123456789ab/v/1"),
        ("language", "fr"),
        ("coverage", "Brest"),
        ("coverage", f"{BASE}/territories/commune:29019"),
        ("rights", "https://creativecommons.org/licenses/by-sa/4.0/"),
    ]
    assert texts(told, "datestamp") == [utc_datetime(sheet.instant)]
    assert texts(told, "setSpec") == [
        *("kind:method", "theme:culture", "theme:food"),
        *("territory:commune:29019", "territory:department:29", "territory:region:53"),
    ]


def test_a_record_in_rdf_says_what_the_version_says(
    client: FlaskClient, desk: Desk
) -> None:
    (sheet,) = desk.publish(body="Des mots, < & > compris.", themes=["food"])
    identifier = ids(sheet)[0]
    told = ask(client, verb="GetRecord", metadataPrefix="rdf", identifier=identifier)
    found = {q.triple for q in parse(within(told, RDF), RdfFormat.RDF_XML)}
    own = client.get(f"/sheets/{sheet.sheet}/v/1.nt").data
    assert found == {q.triple for q in parse(own, RdfFormat.N_TRIPLES)}


def test_a_deleted_sheet_is_a_deleted_record_of_its_sets(
    client: FlaskClient, desk: Desk
) -> None:
    (sheet,) = desk.publish(themes=["food"])
    gone = desk.delete(sheet)
    for arguments in (LIST, {**LIST, "verb": "ListRecords", "set": "theme:food"}):
        told = ask(client, **arguments)
        assert texts(told, "identifier") == ids(sheet)
        assert texts(told, "datestamp") == [utc_datetime(gone.instant)]
        assert [h.get("status") for h in told.iter(f"{OAI}header")] == ["deleted"]
        assert list(told.iter(f"{OAI}metadata")) == []


def test_sets_hold_their_sheets_and_those_of_their_subsets(
    client: FlaskClient, desk: Desk
) -> None:
    (brest,) = desk.publish(territory=BREST, themes=["food"])
    (merged,) = desk.publish(territory={"code": "commune:29096"}, kind="tool")
    (typed,) = desk.publish(territory={"name": "Chez nous"}, themes=["culture"])
    told = ask(client, verb="ListSets")
    names = dict(zip(texts(told, "setSpec"), texts(told, "setName"), strict=True))
    assert texts(told, "resumptionToken") == []
    assert names["territory:department:29"] == "Finistère"
    held = {spec: texts(ask(client, **LIST, set=spec), "identifier") for spec in names}
    both = ids(brest, merged)
    assert held == {
        "kind": ids(brest, merged, typed),
        "kind:method": ids(brest, typed),
        "kind:tool": ids(merged),
        "theme": ids(brest, typed),
        "theme:culture": ids(typed),
        "theme:food": ids(brest),
        "territory": both,
        "territory:commune": both,
        "territory:department": both,
        "territory:region": both,
        "territory:commune:29019": both,
        "territory:department:29": both,
        "territory:region:53": both,
    }


def test_pages_follow_one_another_without_a_gap_or_a_repeat(
    client: FlaskClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repository, "PAGE_SIZE", 7)
    sheets = desk.publish(30, themes=["food"])
    for verb, prefix in (("ListIdentifiers", "oai_dc"), ("ListRecords", "rdf")):
        for chosen in ({}, {"set": "theme:food"}):
            pages = walk(client, verb=verb, metadataPrefix=prefix, **chosen)
            assert [len(texts(page, "identifier")) for page in pages] == [7] * 4 + [2]
            found = [name for page in pages for name in texts(page, "identifier")]
            assert found == ids(*sheets)


def test_the_sets_follow_one_another_on_pages_too(
    client: FlaskClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.publish(territory=BREST, themes=["food", "culture"])
    whole = texts(ask(client, verb="ListSets"), "setSpec")
    for size in (1, 3, len(whole)):
        monkeypatch.setattr(repository, "SETS_PAGE", size)
        pages = walk(client, verb="ListSets")
        assert max(len(texts(page, "setSpec")) for page in pages) == size
        assert [spec for page in pages for spec in texts(page, "setSpec")] == whole


def test_a_page_is_bounded_in_bytes_too(client: FlaskClient, desk: Desk) -> None:
    sheets = desk.publish(12, body="é" * 150_000)
    pages = walk(client, verb="ListRecords", metadataPrefix="rdf")
    assert len(pages) > 1
    found = [name for page in pages for name in texts(page, "identifier")]
    assert found == ids(*sheets)


def test_what_changes_during_a_list_comes_with_the_next_pass_alone(
    client: FlaskClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repository, "PAGE_SIZE", 4)
    sheets = desk.publish(10)
    wait_for_a_new_second(desk.parts)
    first = ask(client, **LIST)
    changed = desk.change(sheets[8])
    gone = desk.delete(sheets[1])
    (new,) = desk.publish()
    rest: list[str] = []
    told = first
    while token := "".join(texts(told, "resumptionToken")):
        told = ask(client, verb="ListIdentifiers", resumptionToken=token)
        rest += texts(told, "identifier")
    assert texts(first, "identifier") + rest == ids(*sheets[:8], sheets[9])
    back = ask(client, **LIST, from_=texts(first, "responseDate")[0])
    assert texts(back, "identifier") == ids(changed, gone, new)


def test_a_list_whose_rest_has_all_changed_ends_well(
    client: FlaskClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repository, "PAGE_SIZE", 3)
    sheets = desk.publish(5)
    token = texts(ask(client, **LIST), "resumptionToken")[0]
    for sheet in sheets[3:]:
        desk.change(sheet)
    told = ask(client, verb="ListIdentifiers", resumptionToken=token)
    assert texts(told, "identifier") == ids(sheets[3])
    assert texts(told, "resumptionToken") == [""]


def test_a_date_given_while_somebody_writes_loses_nothing(
    client: FlaskClient, desk: Desk
) -> None:
    desk.publish()
    with desk.parts.store.write() as work:
        hidden = desk.put(work)
        wait_past(hidden.instant + timedelta(seconds=1))
        told = ask(client, **LIST)
    assert ids(hidden)[0] not in texts(told, "identifier")
    back = ask(client, **LIST, from_=texts(told, "responseDate")[0])
    assert ids(hidden)[0] in texts(back, "identifier")


def test_dates_are_inclusive_to_the_second_and_to_the_day(
    client: FlaskClient, desk: Desk
) -> None:
    (one,) = desk.publish()
    at, day = utc_datetime(one.instant), one.instant.date().isoformat()
    after = utc_datetime(one.instant + timedelta(seconds=1))
    tomorrow = (one.instant + timedelta(days=1)).date().isoformat()
    before = utc_datetime(one.instant - timedelta(seconds=1))
    for found, span in (
        (True, {"from_": at}),
        (True, {"until": at}),
        (True, {"from_": at, "until": at}),
        (True, {"from_": day, "until": day}),
        (True, {"from_": "0001-01-01", "until": "9999-12-31"}),
        (True, {"until": "9999-12-31T23:59:59Z"}),
        (False, {"from_": after}),
        (False, {"until": before}),
        (False, {"from_": tomorrow}),
        (False, {"from_": "9999-12-31"}),
    ):
        assert (code(ask(client, **LIST, **span)) == "") is found, span


GOOD_SETS, OTHER_SETS = (
    ResumptionToken(prefix="sets", set=spec, after=0, last=0).written()
    for spec in ("kind", "other:x")
)
GOOD_TOKEN = ResumptionToken(prefix="oai_dc", set="", after=0, last=9).written()
WRONG = {
    "": "badVerb",
    "verb=": "badVerb",
    "verb=identify": "badVerb",
    "verb=Identify&verb=Identify": "badVerb",
    "Verb=Identify": "badVerb",
    "verb=Identify&x=1": "badArgument",
    "verb=ListRecords": "badArgument",
    "verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc": "badArgument",
    "verb=ListRecords&metadataPrefix=marc": "cannotDisseminateFormat",
    "verb=ListRecords&metadataPrefix=": "cannotDisseminateFormat",
    "verb=ListRecords&metadataPrefix=oai_dc&from=": "badArgument",
    "verb=ListRecords&metadataPrefix=oai_dc&from=2026": "badArgument",
    "verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-30": "badArgument",
    "verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01T00:00:00": "badArgument",
    "verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01T00:00:00.0Z": "badArgument",
    "verb=ListRecords&metadataPrefix=oai_dc&from=0000-01-01": "badArgument",
    "verb=ListRecords&metadataPrefix=oai_dc&from=%D9%A2026-01-01": "badArgument",
    "verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-01&until=2026-01-31": (
        "badArgument"
    ),
    "verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01"
    "&until=2026-02-01T00:00:00Z": "badArgument",
    "verb=ListRecords&metadataPrefix=oai_dc&set=%C3%A9": "badArgument",
    "verb=ListRecords&metadataPrefix=oai_dc&set=": "badArgument",
    "verb=ListRecords&metadataPrefix=oai_dc&set=theme:nothing": "noRecordsMatch",
    "verb=ListRecords&metadataPrefix=oai_dc&set=theme:foo": "noRecordsMatch",
    "verb=ListRecords&metadataPrefix=oai_dc&set=other": "noRecordsMatch",
    "verb=ListSets&resumptionToken=x": "badResumptionToken",
    f"verb=ListSets&resumptionToken={GOOD_TOKEN}": "badResumptionToken",
    f"verb=ListSets&resumptionToken={OTHER_SETS}": "badResumptionToken",
    f"verb=ListRecords&resumptionToken={GOOD_SETS}": "badResumptionToken",
    "verb=ListRecords&resumptionToken=": "badResumptionToken",
    "verb=ListRecords&resumptionToken=x&metadataPrefix=oai_dc": "badArgument",
    f"verb=ListRecords&resumptionToken={GOOD_TOKEN}": "",
    f"verb=ListRecords&resumptionToken={GOOD_TOKEN[:-1]}": "badResumptionToken",
    f"verb=ListRecords&resumptionToken={GOOD_TOKEN}0": "badResumptionToken",
    f"verb=ListRecords&resumptionToken={GOOD_TOKEN[1:]}": "badResumptionToken",
    f"verb=ListRecords&resumptionToken={GOOD_TOKEN.replace('9', '8')}": (
        "badResumptionToken"
    ),
    f"verb=ListRecords&resumptionToken={'9' * 1999}": "badResumptionToken",
    f"verb=ListRecords&resumptionToken={'9' * 2001}": "badArgument",
    "verb=GetRecord&metadataPrefix=oai_dc": "badArgument",
    "verb=GetRecord&metadataPrefix=oai_dc&identifier=x": "idDoesNotExist",
    "verb=GetRecord&metadataPrefix=oai_dc&identifier=0123456789ab": "idDoesNotExist",
    f"verb=GetRecord&metadataPrefix=oai_dc&identifier={BASE}/sheets/0123456789ab": (
        "idDoesNotExist"
    ),
    "verb=ListMetadataFormats&identifier=%00%EF%BF%BF": "idDoesNotExist",
}


def test_what_is_wrong_is_said_in_the_protocol(client: FlaskClient, desk: Desk) -> None:
    desk.publish(themes=["food"])
    for query, wrong in WRONG.items():
        told = ask(client, query or "a=b")
        assert code(told) == wrong, query
        request = told.find(f"{OAI}request")
        assert request is not None
        assert bool(request.attrib) is (wrong not in {"badVerb", "badArgument"})


def test_post_asks_the_same_without_a_token_and_within_bounds(
    client: FlaskClient, desk: Desk
) -> None:
    (sheet,) = desk.publish()
    answer = client.post("/oai", data=LIST)
    assert answer.status_code == 200
    assert texts(heard(answer.data), "identifier") == ids(sheet)
    for content_type in ("application/json", "text/xml", "multipart/x"):
        answer = client.post("/oai", data=b"{}", content_type=content_type)
        assert (answer.status_code, code(heard(answer.data))) == (200, "badVerb")
    assert client.post("/oai", data={"verb": "x" * 70_000}).status_code == 413
    assert client.post("/oai", data=b"a" * 3_000_000).status_code == 413
    assert client.put("/oai").status_code == 405
    with desk.parts.store.read() as work:
        assert archive.head_sequence(work) == 1


def wait_past(instant: datetime) -> None:
    """Wait until the clock has left a second behind."""
    while utc_datetime(clock.now()) <= utc_datetime(instant):
        time.sleep(0.02)


def wait_for_a_new_second(parts: Components) -> None:
    """Wait until nothing of the log is of the present second."""
    with parts.store.read() as work:
        wait_past(
            archive.changes_after(work, archive.head_sequence(work) - 1, 1)[0].instant
        )
