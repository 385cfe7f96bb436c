# ruff: noqa: INP001 - a tool run by hand, outside any package
"""Writes down the strings to translate: `make strings`, after any change of words.

The words of the sources are French and are themselves the keys. Those of the templates
and of the modules of web/ are found by Babel, within _(), gettext(), ngettext() and
lazy_gettext(); those of the floors below, which know no Flask, stand in TABLES, and are
read from there.

New strings come in without translation: fill them in, in each .po beside this
file. Strings that are gone go. The French catalogue says nothing but that zero
is singular, and is written whole. The build compiles them (hatch_build.py).
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from commons.adapters.pdf import pdf_maker
from commons.adapters.remote import refusals
from commons.core.domain.people.api_token import SCOPES
from commons.core.domain.schema.problem import RULES
from commons.core.domain.site.purge import BASES
from commons.core.text.files import csv_file
from commons.services.community import remarks
from commons.services.editing import sharing
from commons.services.exchange.archive import sheet_archive
from commons.services.exchange.batch import entries
from commons.services.federation import originals
from commons.services.federation.notices import checking
from commons.services.notifications import digest_letters, lines
from commons.services.people import accounts, api_tokens, invitations
from commons.services.people.directory import organisations, profile_fields, profiles
from commons.services.people.mail import letters
from commons.services.people.sign_in import passkeys
from commons.services.publishing.review import signals
from commons.services.stewardship import (
    appearance,
    chosen_settings,
    missed_searches,
    reports,
    themes,
    thesaurus,
)
from commons.web.journeys.sheets.paper import documents

WEB = Path(__file__).parents[1]
FOLDER = Path(__file__).parent
SOURCE = "fr"
ROOMS = ("middleware", "request", "display", "guard", "journeys")
METHODS = [
    ("templates/**.html", "jinja2"),
    *((f"{room}/**.py", "python") for room in ROOMS),
]
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None}

HEADER = r"""msgid ""
msgstr ""
"Language: {}\n"
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: {}\n"

"""

TABLES: dict[str, Iterable[str]] = {
    "adapters/remote/refusals.py": refusals.REFUSALS,
    "adapters/pdf/pdf_maker.py": pdf_maker.REFUSALS,
    "core/domain/people/api_token.py": SCOPES.values(),
    "core/domain/problem.py": RULES.values(),
    "core/domain/site/purge.py": BASES.values(),
    "services/community/remarks.py": remarks.FAULTS.values(),
    "services/editing/sharing.py": sharing.FAULTS.values(),
    "services/exchange/archive/sheet_archive.py": sheet_archive.REFUSALS,
    "services/exchange/batch/entries.py": entries.REFUSALS,
    "services/federation/originals.py": (*originals.REFUSALS, *originals.NOTES),
    "services/federation/notices/checking.py": checking.FAULTS,
    "services/notifications/digest_letters.py": digest_letters.SENTENCES,
    "services/notifications/lines.py": lines.SENTENCES,
    "services/people/accounts.py": accounts.FAULTS.values(),
    "services/people/api_tokens.py": api_tokens.FAULTS.values(),
    "services/people/invitations.py": invitations.FAULTS.values(),
    "services/people/mail/letters.py": letters.SENTENCES,
    "services/people/directory/organisations.py": organisations.FAULTS.values(),
    "services/people/directory/profile_fields.py": profile_fields.FAULTS.values(),
    "services/people/sign_in/passkeys.py": passkeys.FAULTS.values(),
    "services/people/directory/profiles.py": profiles.FAULTS.values(),
    "services/review/signals.py": (one.sentence for one in signals.SIGNALS.values()),
    "services/stewardship/appearance.py": appearance.FAULTS.values(),
    "services/stewardship/chosen_settings.py": chosen_settings.FAULTS.values(),
    "services/stewardship/missed_searches.py": missed_searches.FAULTS.values(),
    "services/stewardship/reports.py": reports.FAULTS.values(),
    "services/stewardship/themes.py": themes.FAULTS.values(),
    "services/stewardship/thesaurus.py": thesaurus.FAULTS.values(),
    "core/text/files/csv_file.py": csv_file.REFUSALS,
    "web/journeys/paper/documents.py": documents.REFUSALS,
}
"""Module -> sentences of its own that the web translates."""


def template() -> Catalog:
    """Give the strings of the sources, without translation."""
    found = Catalog(charset="utf-8")
    for place, message in sorted(_found(), key=lambda pair: pair[0]):
        found.add(message, locations=[(place, 0)])
    return found


def plurals() -> Catalog:
    """Give the strings that have a plural, in the language of the sources."""
    said = Catalog(locale=SOURCE, charset="utf-8")
    for message in template():
        if message.pluralizable:
            said.add(message.id, message.id, message.locations)
    return said


def catalogues() -> list[Path]:
    """Give the file of each language that is translated into."""
    found = sorted(FOLDER.glob("*/LC_MESSAGES/messages.po"))
    return [path for path in found if _language(path) != SOURCE]


def read(path: Path) -> Catalog:
    """Give the catalogue of a file."""
    with path.open("rb") as file:
        return read_po(file, locale=_language(path))


def untranslated(catalogue: Catalog) -> list[str]:
    """Give what has no translation, not in all its forms, or a doubtful one."""
    return [
        str(message.id)
        for message in catalogue
        if message.id
        and (message.fuzzy or not message.string or not all(message.string))
    ]


def main() -> None:
    """Bring every catalogue up to date; say what is left to translate."""
    for path in catalogues():
        catalogue = read(path)
        catalogue.update(template(), no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        _write(path, catalogue)
        print(f"{_language(path)}: {len(catalogue)} strings")
        for message in untranslated(catalogue):
            print(f"  to translate: {message}")
    _write(FOLDER / SOURCE / "LC_MESSAGES" / "messages.po", plurals())


def _write(path: Path, catalogue: Catalog) -> None:
    with path.open("wb") as file:
        head = HEADER.format(_language(path), catalogue.plural_forms)
        file.write(head.encode())
        write_po(file, catalogue, width=88, include_lineno=False, omit_header=True)


def _language(path: Path) -> str:
    return path.parts[-3]


def _found() -> Iterator[tuple[str, str | tuple[str, ...]]]:
    extracted = extract_from_dir(
        WEB,
        METHODS,
        {"**": {"silent": "false"}},
        keywords=KEYWORDS,
        directory_filter=lambda folder: Path(folder).name not in {"assets", "static"},
    )
    for place, _, message, _, _ in extracted:
        yield f"web/{place}", message
    for place, sentences in TABLES.items():
        for sentence in sentences:
            yield place, sentence


if __name__ == "__main__":
    main()
