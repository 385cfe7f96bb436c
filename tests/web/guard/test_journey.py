"""A route that does not say its rules is refused when its module is read."""

import pytest
from flask import Flask

from commons.core.domain import clock
from commons.core.domain.people.account import Account, Permission, Role
from commons.core.domain.sheet import Person
from commons.web.guard.journey import (
    Journey,
    NavigationEntry,
    list_entries,
    list_panels,
    register_journeys,
)
from commons.web.request.limits.rate_limits import limit_accounts
from commons.web.request.locale import install_locale
from commons.web.request.route_rules import rules_of


def view() -> str:
    """Answer."""
    return "said"


@pytest.fixture
def journey() -> Journey:
    """Give a journey without routes."""
    return Journey("sample", __name__)


def test_who_may_come_must_be_said(journey: Journey) -> None:
    with pytest.raises(TypeError, match="needs"):
        journey.get("/sample")(view)


def test_what_can_be_sent_must_be_limited(journey: Journey) -> None:
    with pytest.raises(ValueError, match=r"sample\.view: `writes`"):
        journey.post("/sample", needs=Permission.READ)(view)
    with pytest.raises(ValueError, match=r"sample\.view: `writes`"):
        journey.get("/sample", needs=Permission.READ, writes="1 per hour")(view)


def test_a_view_has_the_same_rules_at_all_its_addresses(journey: Journey) -> None:
    journey.get("/sample", needs=Permission.READ)(view)
    journey.get("/sample.<suffix>", needs=Permission.READ)(view)
    with pytest.raises(ValueError, match="other rules"):
        journey.get("/other", needs=Permission.WRITE)(view)


def test_a_limit_in_words_is_counted_by_itself(journey: Journey) -> None:
    shared = limit_accounts("samples", "5 per hour")
    journey.route(
        "/sample",
        methods=["GET", "POST"],
        needs=Permission.READ,
        reads="3 per hour",
        writes=shared,
    )(view)
    rules = journey.rules["view"]
    assert rules.reads is not None
    assert rules.reads.of == "sample.view"
    assert rules.writes is shared


def test_an_application_knows_the_rules_of_its_journeys_alone(
    journey: Journey,
) -> None:
    journey.get("/sample", needs=Permission.READ, crawled=False)(view)
    app, other = Flask(__name__), Flask(__name__)
    register_journeys(app, [journey])
    register_journeys(other, [])
    assert set(rules_of(app)) == {"static", "sample.view"}
    assert set(rules_of(other)) == {"static"}
    assert rules_of(app)["sample.view"].crawled is False
    assert app.test_client().get("/sample").get_data(as_text=True) == "said"


def test_a_route_beside_the_journeys_does_not_start() -> None:
    app = Flask(__name__)
    app.add_url_rule("/bare", view_func=view)
    with pytest.raises(LookupError, match="view"):
        register_journeys(app, [])


@pytest.mark.parametrize("path", ["/sheets/<sheet>/reprises", "/sheets/<sheet>/v"])
def test_a_new_address_that_a_title_could_have_does_not_start(
    journey: Journey, path: str
) -> None:
    journey.get(path, needs=Permission.READ)(view)
    app = Flask(__name__)
    if path.endswith("/v"):
        register_journeys(app, [journey])
    else:
        with pytest.raises(LookupError, match="reprises"):
            register_journeys(app, [journey])


def test_entries_and_panels_stand_in_their_order(journey: Journey) -> None:
    def entry(order: int, **chosen: object) -> NavigationEntry:
        return NavigationEntry(
            endpoint="sample.view",
            label=str(order),
            order=order,
            **chosen,  # type: ignore[arg-type]
        )

    first = Journey(
        "first", __name__, entries=(entry(20), entry(5, place="footer"), entry(40))
    )
    second = Journey(
        "second", __name__, entries=(entry(30, needs=Permission.BATCH), entry(10))
    )
    app = Flask(__name__)
    install_locale(app, "fr", "Europe/Paris")
    register_journeys(app, [first, second])
    editor = Account(
        id="a",
        email="a@exemple.fr",
        person=Person(id="p", name="Camille"),
        role=Role.EDITOR,
        created=clock.now(),
    )
    with app.test_request_context("/"):
        assert [one.order for one in list_entries("menu", None)] == [10, 20, 40]
        assert [one.order for one in list_entries("menu", editor)] == [10, 20, 30, 40]
        assert [one.order for one in list_entries("footer", None)] == [5]
        assert list_panels() == []
