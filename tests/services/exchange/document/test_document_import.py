"""A document becomes the values of a draft: nothing lost, nothing made up."""

from dataclasses import replace
from io import BytesIO
from time import process_time

import pytest

from commons.adapters.store.drafts import drafts
from commons.adapters.store.log.projections import file_visibility
from commons.adapters.store.people import accounts
from commons.core.domain.pictures.media import is_image
from commons.core.domain.schema.kind import Values
from commons.errors import FullError, TooLargeError, UnfitFileError
from commons.services.exchange.document.document_import import (
    LONGEST_PASTE,
    DocumentReader,
    import_document,
    import_text,
    keep_document,
)
from commons.wiring.components import Components
from tests.adapters.media import pictures
from tests.documents import LIBREOFFICE, google_docx
from tests.people.visitor import Visitor


def reader(parts: Components) -> DocumentReader:
    return DocumentReader(schema=parts.schema, places=parts.places, blobs=parts.blobs)


def read(
    parts: Components, content: bytes, called: str, kind: str = "method"
) -> Values:
    kinds = parts.schema.kinds
    return import_document(reader(parts), kinds[kind], BytesIO(content), called).values


def pasted(parts: Components, text: str, kind: str = "method") -> Values:
    return import_text(reader(parts), parts.schema.kinds[kind], text).values


@pytest.mark.parametrize("sort", ["odt", "docx", "pdf"])
def test_headings_lists_and_pictures_find_their_fields(
    parts: Components, sort: str
) -> None:
    content = (LIBREOFFICE / f"libreoffice.{sort}").read_bytes()
    values = read(parts, content, f"export.{sort}")
    assert values["title"] == "Le débat mouvant au marché"
    assert values["duration"] == "PT1H30M"
    assert (values["group_min"], values["group_max"]) == (10, 40)
    assert values["materials"] == ["Une corde ou une craie", "Des affirmations écrites"]
    assert values["enablers"] == ["Une place bien visible au marché"]
    steps = values["steps"]
    assert isinstance(steps, list)
    assert [step["title"] for step in steps if isinstance(step, dict)] == [
        "Accueillir",
        "Lire une affirmation",
        "Faire parler",
    ]
    images = values["images"]
    assert isinstance(images, list)
    assert len(images) == 2
    for image in images:
        assert isinstance(image, dict)
        assert parts.blobs.has(str(image["file"]))
        assert {"author", "licence", "decorative"}.isdisjoint(image)
    assert "Autres remarques" in str(values["body"])


def test_a_picture_of_a_step_stands_beside_it(parts: Components) -> None:
    values = read(parts, (LIBREOFFICE / "libreoffice.odt").read_bytes(), "a.odt")
    steps = values["steps"]
    assert isinstance(steps, list)
    first = steps[0]
    assert isinstance(first, dict)
    assert is_image(first["image"])
    assert "/media/" not in str(first["text"])


def test_headings_are_steps_when_none_is_called_so(parts: Components) -> None:
    content = google_docx(
        [
            ("Title", "Le tri de cartes"),
            (
                "",
                "Une méthode pour classer des idées à plusieurs, sans parler d’abord.",
            ),
            ("Heading1", "Écrire une idée par carte"),
            ("", "Chacun écrit en silence, une seule idée par carte."),
            ("Heading1", "Classer ensemble"),
            ("", "On rapproche les cartes qui se ressemblent."),
            ("picture", "tri"),
        ],
        {"tri": pictures.png(90, 90)},
    )
    values = read(parts, content, "tri.docx")
    assert values["title"] == "Le tri de cartes"
    assert str(values["summary"]).startswith("Une méthode pour classer")
    assert isinstance(values["steps"], list)
    assert [step["title"] for step in values["steps"] if isinstance(step, dict)] == [
        "Écrire une idée par carte",
        "Classer ensemble",
    ]
    assert "body" not in values


def test_a_numbered_list_is_the_steps_of_a_text_without_headings(
    parts: Components,
) -> None:
    values = pasted(
        parts,
        "Le tour de table\n\nPour commencer.\n\n1. Chacun dit son nom.\n"
        "2. Chacun dit son humeur.\n\nEt voilà.",
    )
    assert values["title"] == "Le tour de table"
    assert isinstance(values["steps"], list)
    assert len(values["steps"]) == 2
    assert "Pour commencer." in str(values["body"])
    assert "Et voilà." in str(values["body"])


@pytest.mark.parametrize("kind", ["tool", "experience"])
def test_every_kind_takes_one(parts: Components, kind: str) -> None:
    values = read(parts, (LIBREOFFICE / "libreoffice.odt").read_bytes(), "a.odt", kind)
    assert values["title"] == "Le débat mouvant au marché"
    told = str(values)
    for words in ("Expliquer la règle du jeu", "Chacun choisit son côté", "trois fois"):
        assert words in told


def test_a_text_that_says_no_title_has_none(parts: Components) -> None:
    values = pasted(parts, "une phrase, qui continue.\nEt une autre.")
    assert "title" not in values
    assert "une phrase, qui continue." in str(values["body"])


def test_what_a_pasted_text_calls_itself_is_not_believed(parts: Components) -> None:
    values = pasted(parts, "---\nid: 0123456789ab\ntitle: Un titre\n---\nUn texte.")
    assert values["title"] == "Un titre"


def test_too_long_a_text_and_what_is_no_document_are_refused(parts: Components) -> None:
    with pytest.raises(TooLargeError):
        pasted(parts, "a" * (LONGEST_PASTE + 1))
    with pytest.raises(UnfitFileError):
        read(parts, b"MZ a program", "a.docx")


def test_the_draft_is_its_senders_with_the_files(
    parts: Components, author: Visitor
) -> None:
    with parts.store.read() as work:
        account = next(iter(accounts.all_accounts(work)))
    values = read(parts, (LIBREOFFICE / "libreoffice.odt").read_bytes(), "a.odt")
    kind = parts.schema.kinds["method"]
    with parts.store.write() as work:
        draft = keep_document(work, account, kind, values, parts.settings.quotas)
    with parts.store.read() as work:
        assert drafts.get_draft(work, account.id, draft.id).values == values
        images = values["images"]
        assert isinstance(images, list)
        for image in images:
            assert isinstance(image, dict)
            assert file_visibility.may_see(work, account.id, str(image["file"]))
    with pytest.raises(FullError), parts.store.write() as work:
        keep_document(
            work, account, kind, values, replace(parts.settings.quotas, drafts=1)
        )


@pytest.mark.parametrize(
    "address",
    [
        "data:image/png;base64,iVBORw0KGgo" + "A" * 3000,
        "photo-du-groupe-" * 30 + ".jpg",
        "dossier/" * 900 + "photo.jpg",
        "a%00b.jpg",
        "../" * 40 + "etc/passwd",
    ],
    ids=["an image itself", "a long name", "a long path", "NUL", "elsewhere"],
)
def test_an_image_that_is_no_file_of_the_document_is_left(
    parts: Components, address: str
) -> None:
    values = pasted(
        parts, f"# Un atelier\n\nBonjour à toutes.\n\n## Images\n\n![x]({address})\n"
    )
    assert values["title"] == "Un atelier"
    assert "Bonjour" in str(values["body"])


def test_many_labelled_lines_of_a_text_are_looked_at_within_bounds(
    parts: Components,
) -> None:
    text = "".join(f"Matériel : corde {n}\n" for n in range(9_000))
    begun = process_time()
    values = pasted(parts, text)
    took = process_time() - begun
    assert str(values["materials"]).startswith("['corde 0', 'corde 1',")
    assert str(values["body"]).endswith("Matériel : corde 8999")
    assert took < 4  # it took eight, and more with each line
