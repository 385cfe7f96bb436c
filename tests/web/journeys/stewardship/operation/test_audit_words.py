"""Every act that can be logged has words, in each language of the pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask import Flask
from flask_babel import force_locale

import commons
from commons.core.domain.people.account import Role
from commons.core.domain.people.api_token import Scope
from commons.core.domain.site import audit
from commons.core.domain.site.audit import AuditAct
from commons.core.domain.site.purge import LegalBasis, PurgeSort
from commons.services.stewardship.chosen_settings import EDITABLE
from commons.services.stewardship.repair import RepairScope
from commons.web.journeys.stewardship.operation.audit_words import ACTS, DETAILS, Named
from commons.web.journeys.stewardship.site.chosen_settings import CHOICES, LABELS

ENGLISH = Path(commons.__file__).parent / "web/translations/en/LC_MESSAGES/messages.po"


def _words() -> Iterator[str]:
    yield from (told.words for told in ACTS.values())
    for told in DETAILS.values():
        if told.names is not Named.HIDDEN:
            yield told.words
        yield from (told.values or {}).values()
    yield from (label for label, _ in LABELS.values())
    yield from (words for rows in CHOICES.values() for _, words in rows)


def test_every_act_detail_and_setting_has_words() -> None:
    assert set(ACTS) == set(AuditAct)
    assert set(DETAILS) == audit.DETAILS
    assert set(LABELS) == {one.name for one in EDITABLE}
    assert set(CHOICES) == {one.name for one in EDITABLE if one.sort == "choice"}


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        ("basis", {basis.value for basis in LegalBasis}),
        ("of", {scope.value for scope in RepairScope}),
        ("role", {role.name for role in Role}),
        ("scopes", {scope.value for scope in Scope}),
        ("sort", {sort.value for sort in PurgeSort}),
    ],
)
def test_what_a_detail_says_of_a_few_has_words(detail: str, said: set[str]) -> None:
    assert set(DETAILS[detail].values or {}) == said


def test_the_words_are_in_both_languages(app: Flask) -> None:
    with ENGLISH.open("rb") as file:
        catalogue = read_po(file)
    with app.test_request_context(), force_locale("fr"):
        french = {str(words) for words in _words()}
    missing = {
        words for words in french if not getattr(catalogue.get(words), "string", "")
    }
    assert "" not in french
    assert not missing


def test_a_detail_is_read_with_its_language_and_time() -> None:
    split = audit.split_detail
    assert split("name_fr_before") == audit.SplitDetail("name", "fr", before=True)
    assert split("name_before") == audit.SplitDetail("name", "", before=True)
    assert split("before_or_after") == audit.SplitDetail("before_or_after")
