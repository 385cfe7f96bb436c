"""An adaptation elsewhere is announced, looked into, accepted, shown, and taken back."""

import json
from dataclasses import replace

import pytest
from pyoxigraph import RdfFormat, Store as Graph

from commons.adapters.remote.coar_notify import MEDIA_TYPE, NoticeMessage, write_notice
from commons.adapters.store.federation import incoming, outgoing
from commons.core.domain.site.notice import NoticeSort, ReceivedState, SendState
from commons.errors import ForbiddenError
from commons.feeds.catalogue.dumps import write_dump
from commons.services.federation.notices import checking
from commons.services.federation.notices.deciding import accept_notice
from tests.adapters.store.makers import an_account
from tests.federated import OTHER, OtherSites, Site
from tests.people.visitor import said_by
from tests.services.federation.notices.between import (
    CHANGES,
    accepts,
    adapts,
    announces,
    deletes,
    delivers,
    head_of,
    heard,
    is_shown,
    later,
)

EDITOR = an_account("edith@exemple.fr")


@pytest.fixture
def original(there: Site, here: Site) -> str:
    """Publish a method over there, which we adapt."""
    page = there.author.publishes(
        "method", title="Le banc", body="On s’assied.", licence="CC-BY-SA-4.0"
    )
    return OTHER + page


def sheet_in(address: str) -> str:
    return address.split("/")[4]


def test_what_is_accepted_is_shown_on_the_page_in_rdf_in_a_feed_and_to_its_author(
    here: Site, there: Site, original: str
) -> None:
    made = announces(here, there, original)
    (notice,) = heard(there, ReceivedState.HELD)
    page = head_of(there, sheet_in(original))
    assert "Adaptée sur d’autres sites" not in said_by(there.author.get(page))
    listed = said_by(there.editor.get("/notices"))
    assert "Le banc – Brest" in listed
    assert CHANGES in listed
    accepts(there, notice.id)
    shown = said_by(there.author.get(page))
    for words in ("Adaptée sur d’autres sites", "Le banc – Brest", "Brest", CHANGES):
        assert words in shown
    version = f"{OTHER}/sheets/{sheet_in(original)}/v/1"
    told = there.author.get(f"/sheets/{sheet_in(original)}/reuses.nt").get_data(
        as_text=True
    )
    assert (
        f"<{here.base}/sheets/{made}/v/1>"
        f" <http://www.w3.org/ns/prov#wasDerivedFrom> <{version}>"
    ) in told
    feed = there.author.get("/feeds/reuses").get_data(as_text=True)
    assert f"{here.base}/sheets/{made}" in feed
    assert "1 à lire" in said_by(there.author.get("/account"))
    assert "Le banc – Brest" in said_by(there.author.get("/news"))
    there.author.post("/news/seen", page="/news")
    assert "1 à lire" not in said_by(there.author.get("/account"))
    listed_inbox = json.loads(there.author.get("/inbox").get_data())
    assert listed_inbox["contains"] == [f"{OTHER}/inbox/{notice.id}"]
    assert there.author.get(f"/inbox/{notice.id}").status_code == 200


def test_what_is_deleted_there_is_taken_back_here(
    here: Site, there: Site, original: str
) -> None:
    made = is_shown(here, there, original)
    deletes(here, made)
    delivers(here)
    delivers(there)
    (notice,) = heard(there, ReceivedState.WITHDRAWN)
    assert notice.fault == checking.GONE
    page = head_of(there, sheet_in(original))
    assert "Adaptée sur d’autres sites" not in said_by(there.author.get(page))
    assert "Rien pour l’instant" in said_by(there.author.get("/news"))


def test_what_is_deleted_in_silence_is_taken_back_within_a_day(
    here: Site, there: Site, original: str, sites: OtherSites
) -> None:
    made = is_shown(here, there, original)
    deletes(here, made)
    delivers(there, later(minutes=30))
    assert heard(there, ReceivedState.ACCEPTED)
    delivers(there, later(days=1.1))
    assert heard(there, ReceivedState.WITHDRAWN)


def test_what_is_restored_is_announced_anew_and_waits_again(
    here: Site, there: Site, original: str
) -> None:
    made = announces(here, there, original)
    deletes(here, made)
    delivers(here)
    delivers(there)
    page = f"/sheets/{made}/history"
    here.editor.post(f"/sheets/{made}/restore", page=page, reason="Par erreur")
    delivers(here)
    delivers(there)
    assert [one.sheet for one in heard(there, ReceivedState.HELD)] == [
        sheet_in(original)
    ]


def test_a_source_that_is_named_no_more_is_taken_back(
    here: Site, there: Site, original: str
) -> None:
    made = is_shown(here, there, original)
    typed = {
        "title": "Le banc à nous",
        "licence": "CC-BY-SA-4.0",
        "language": "fr",
        "authors-0-name": "Nolwenn",
        "change_note": "Tout est récrit",
    }
    edited = here.editor.post(
        f"/sheets/{made}/edit", _do="publish", _confirmed="on", _parent="1", **typed
    )
    assert edited.status_code == 303, said_by(edited)
    delivers(here)
    delivers(there)
    (notice,) = heard(there, ReceivedState.WITHDRAWN)
    assert notice.fault == checking.UNTRUE


def test_who_is_down_hears_of_it_within_a_day(
    here: Site, there: Site, original: str, sites: OtherSites
) -> None:
    adapts(here, original)
    sites.down.add(OTHER)
    for minutes in (0, 2, 10, 60, 600):
        delivers(here, later(minutes=minutes))
    assert heard(there, ReceivedState.HELD) == []
    sites.down.clear()
    delivers(here, later(minutes=1300))
    delivers(there)
    assert len(heard(there, ReceivedState.HELD)) == 1


def test_who_is_down_for_longer_is_given_up_and_named(
    here: Site, there: Site, original: str, sites: OtherSites
) -> None:
    adapts(here, original)
    sites.down.add(OTHER)
    for hours in range(0, 30, 2):
        delivers(here, later(minutes=60 * hours))
    with here.parts.store.read() as work:
        (dead,) = outgoing.outgoing_in(work, SendState.DEAD, limit=9)
    assert "ne répond pas" in dead.fault
    assert "Nos annonces qui ne sont pas arrivées" in said_by(
        here.editor.get("/notices")
    )


def message(here: Site, made: str, original: str) -> NoticeMessage:
    return NoticeMessage(
        id="urn:uuid:94ecae35-dcfd-4182-8550-22c7164fe23f",
        sort=NoticeSort.ANNOUNCE,
        subject=f"{here.base}/sheets/{made}/v/1",
        source=f"{OTHER}/sheets/{sheet_in(original)}/v/1",
        origin=here.base,
        target=OTHER,
        name="Ailleurs",
        inbox=f"{here.base}/inbox",
        target_inbox=f"{OTHER}/inbox",
    )


def posted(site: Site, told: NoticeMessage) -> int:
    answer = site.author.client.post(
        "/inbox", data=write_notice(told), content_type=MEDIA_TYPE
    )
    return answer.status_code


def test_forged_notices_change_nothing(here: Site, there: Site, original: str) -> None:
    made = adapts(here, original)  # not announced: the announcer does not run
    stranger = here.author.publishes("method", title="Sans rapport").split("/")[2]
    true = message(here, made, original)
    other = there.author.publishes("method", title="Autre").split("/")[2]
    forged = (
        replace(true, subject=f"{here.base}/sheets/{stranger}/v/1"),
        replace(true, subject=f"{here.base}/sheets/zzzzzzzzzzzz/v/1"),
        replace(true, subject=f"{here.base}/sheets/{made}/v/99"),
        replace(true, source=f"{OTHER}/sheets/{other}/v/1"),
        replace(true, source=f"{OTHER}/sheets/{other}/v/7"),
        replace(true, source=f"{OTHER}/sheets/zzzzzzzzzzzz/v/1"),
        replace(true, source=f"http://third.example/sheets/{other}/v/1"),
        replace(true, subject=f"{OTHER}/sheets/{other}/v/1", origin=OTHER),
        replace(true, origin="http://third.example"),
        replace(true, subject="http://127.0.0.1/sheets/0123456789ab/v/1"),
        replace(
            true,
            subject="http://away.example:22/sheets/0123456789ab/v/1",
            origin="http://away.example:22",
        ),
        replace(true, subject=f"{here.base}/people/{made}"),
    )
    page = head_of(there, sheet_in(original))
    there.author.get(page)  # says that it was published
    before = said_by(there.author.get(page))
    statuses = [posted(there, told) for told in forged]
    assert statuses == [202] * 5 + [404] + [400] * 6
    delivers(there)
    for state in (ReceivedState.HELD, ReceivedState.ACCEPTED):
        assert heard(there, state) == []
    refused = heard(there, ReceivedState.REFUSED)
    # what claims a version of one sheet and then another of it is one notice
    assert [notice.fault for notice in refused] == [checking.UNTRUE] * 4
    for notice in refused:
        with pytest.raises(ForbiddenError), there.parts.store.write() as work:
            accept_notice(work, EDITOR, notice.id)
    assert said_by(there.author.get(page)) == before


def test_a_repeated_notice_is_one_and_asks_once(
    here: Site, there: Site, original: str, sites: OtherSites
) -> None:
    made = adapts(here, original)
    told = message(here, made, original)
    assert {posted(there, told) for _ in range(12)} == {202}
    delivers(there)
    asked = len(sites.asked)
    assert {posted(there, told) for _ in range(12)} == {202}
    delivers(there)
    assert len(heard(there, ReceivedState.HELD)) == 1
    assert len(sites.asked) == asked


def test_nobody_is_asked_while_a_notice_is_posted(
    here: Site, there: Site, original: str, sites: OtherSites
) -> None:
    made = adapts(here, original)
    sites.asked.clear()
    assert posted(there, message(here, made, original)) == 202
    assert sites.asked == []


def test_a_licence_that_ours_does_not_allow_is_held_with_its_reason(
    here: Site, there: Site, sites: OtherSites
) -> None:
    page = there.author.publishes("method", title="Le banc", licence="CC-BY-4.0")
    made = adapts(here, OTHER + page, licence="CC-BY-SA-4.0")
    # the original is under another licence by the time somebody looks
    rows = "UPDATE revisions SET content = replace(content, 'CC-BY-4.0', 'GFDL-1.3')"
    with there.parts.store.write() as work:
        work.connection.exec_driver_sql(rows)
    delivers(here)
    delivers(there)
    (notice,) = heard(there, ReceivedState.HELD)
    assert notice.fault == checking.LICENCE
    assert made in notice.subject
    with pytest.raises(ForbiddenError), there.parts.store.write() as work:
        accept_notice(work, EDITOR, notice.id)
    listed = there.editor.get("/notices").get_data(as_text=True)
    assert f"/notices/{notice.id}/accept" not in listed


def test_a_host_that_the_operator_trusts_is_shown_at_once(
    here: Site, there: Site, original: str
) -> None:
    chosen = replace(there.parts.settings, trusted_hosts=frozenset({"commons.example"}))
    there.parts = replace(there.parts, settings=chosen)
    announces(here, there, original)
    assert len(heard(there, ReceivedState.ACCEPTED)) == 1
    assert "1 à lire" in said_by(there.author.get("/account"))


def test_an_adaptation_of_an_adaptation_ends_in_no_loop(
    here: Site, there: Site, original: str, sites: OtherSites
) -> None:
    """A to B to A: each hears of what was made of its own, once."""
    made = adapts(here, original)
    back = adapts(there, f"{here.base}/sheets/{made}", territory="Mirecourt")
    for _ in range(3):
        delivers(here)
        delivers(there)
    with there.parts.store.read() as work:
        sent = [one.source for one in outgoing.notices_of(work, back)]
    assert sent == [f"{here.base}/sheets/{made}/v/1"]
    assert [one.sheet for one in heard(here, ReceivedState.HELD)] == [made]
    assert [one.sheet for one in heard(there, ReceivedState.HELD)] == [
        sheet_in(original)
    ]


def test_what_came_of_a_method_and_where_is_asked_of_both_dumps(
    here: Site, there: Site, original: str
) -> None:
    adapts(here, original, territory="commune:29046")
    graph = Graph()
    for site in (here, there):
        dump = site.parts.settings.data_dir / "all.nq"
        write_dump(site.parts.store, dump, site.base)
        graph.bulk_load(dump.read_bytes(), RdfFormat.N_QUADS)
    found = graph.query(
        f"""
        PREFIX prov: <http://www.w3.org/ns/prov#>
        PREFIX dct: <http://purl.org/dc/terms/>
        SELECT ?title ?code WHERE {{
          ?version dct:isVersionOf <{OTHER}/sheets/{sheet_in(original)}> .
          GRAPH ?made {{
            ?sheet prov:wasDerivedFrom ?version ; dct:title ?title ; dct:spatial ?place .
            ?place dct:identifier ?code
          }}
        }}"""
    )
    assert [(row["title"].value, row["code"].value) for row in found] == [  # type: ignore[union-attr]
        ("Le banc", "commune:29046")
    ]


def test_more_than_may_wait_is_refused_for_a_while(
    here: Site, there: Site, original: str
) -> None:
    true = message(here, "0123456789ab", original)
    statuses = []
    for number in range(25):
        told = replace(true, subject=f"{here.base}/sheets/{number:012x}/v/1")
        statuses.append(posted(there, told))
    assert statuses[:20] == [202] * 20
    assert set(statuses[20:]) == {429}
    with there.parts.store.read() as work:
        assert incoming.count_waiting(work, "commons.example") == (20, 20)
