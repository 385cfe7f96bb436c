"""What the site writes to people by e-mail: the sentences, and how they are laid out.

The sentences are in the language of the sources, to be translated into that of the
account; words in braces stand for what is known when one is written.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from html import escape

from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.mail import Mail


class LetterSort(StrEnum):
    """What an e-mail is about."""

    CONFIRM = "confirm"
    KNOWN = "known"
    RESET = "reset"
    LEAVE_ADDRESS = "leave_address"
    TAKE_ADDRESS = "take_address"
    ADDRESS_CHANGED = "address_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterText:
    """The sentences of one sort, and what the link is called ("" without one)."""

    subject: str
    before: tuple[str, ...]
    link: str = ""
    after: tuple[str, ...] = ()


_IGNORE = "Si ce n’est pas vous, ne faites rien : rien ne changera."

LETTERS: Mapping[LetterSort, LetterText] = {
    LetterSort.CONFIRM: LetterText(
        subject="Confirmez votre adresse pour {site}",
        before=(
            "Bonjour {name},",
            (
                "Un compte vient d’être ouvert sur {site} avec cette adresse. Un clic"
                " confirme qu’elle est bien la vôtre :"
            ),
        ),
        link="Confirmer mon adresse",
        after=("Ce lien vaut pendant trois jours.", _IGNORE),
    ),
    LetterSort.KNOWN: LetterText(
        subject="Vous avez déjà un compte sur {site}",
        before=(
            "Bonjour {name},",
            (
                "Quelqu’un, sans doute vous, vient de demander un compte sur {site} avec"
                " cette adresse. Vous en avez déjà un : rien n’a été ouvert."
            ),
        ),
        link="Choisir un nouveau mot de passe",
        after=("Ce lien vaut pendant une heure.", _IGNORE),
    ),
    LetterSort.RESET: LetterText(
        subject="Choisissez un nouveau mot de passe pour {site}",
        before=(
            "Bonjour {name},",
            (
                "Quelqu’un, sans doute vous, a demandé à choisir un nouveau mot de passe"
                " pour votre compte sur {site} :"
            ),
        ),
        link="Choisir un nouveau mot de passe",
        after=("Ce lien vaut pendant une heure, et une seule fois.", _IGNORE),
    ),
    LetterSort.LEAVE_ADDRESS: LetterText(
        subject="Changer d’adresse sur {site} ?",
        before=(
            "Bonjour {name},",
            (
                "Vous avez demandé que {site} vous écrive désormais à {email}. Dites-le"
                " aussi d’ici, pour que personne ne le fasse à votre place :"
            ),
        ),
        link="Oui, changer d’adresse",
        after=(
            "Ce lien vaut pendant un jour.",
            "Si ce n’est pas vous, ne cliquez pas, et choisissez un autre mot de passe.",
        ),
    ),
    LetterSort.TAKE_ADDRESS: LetterText(
        subject="Confirmez votre nouvelle adresse pour {site}",
        before=(
            "Bonjour {name},",
            (
                "Vous avez demandé que {site} vous écrive désormais à cette adresse. Un"
                " clic confirme qu’elle est bien la vôtre :"
            ),
        ),
        link="Confirmer ma nouvelle adresse",
        after=("Ce lien vaut pendant un jour.", _IGNORE),
    ),
    LetterSort.ADDRESS_CHANGED: LetterText(
        subject="Votre adresse a changé sur {site}",
        before=(
            "Bonjour {name},",
            "{site} vous écrit désormais à {email}, et n’écrira plus ici.",
        ),
    ),
}
"""Each sort and what it says; `make strings` reads the sentences from here."""

SENTENCES: tuple[str, ...] = tuple(
    dict.fromkeys(
        sentence
        for text in LETTERS.values()
        for sentence in (text.subject, *text.before, text.link, *text.after)
        if sentence
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """The site that writes: its name, its address, and how it says a sentence.

    `translate` takes a language and a sentence of the sources.
    """

    site: str
    base: str
    translate: Callable[[str, str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is to be written to whom; `path` is what the link leads to, from the base."""

    sort: LetterSort
    recipient: str
    language: str
    name: str
    path: str = ""
    email: str = ""


def write_letter(head: Letterhead, letter: Letter, now: datetime | None = None) -> Mail:
    """Write an e-mail in the language of whom it is for."""
    text, instant = LETTERS[letter.sort], now or clock.now()

    def say(sentence: str) -> str:
        said = head.translate(letter.language, sentence)
        return said.format(site=head.site, name=letter.name, email=letter.email)

    before, after = [*map(say, text.before)], [*map(say, text.after)]
    link = head.base + letter.path if text.link else ""
    label = say(text.link) if text.link else ""
    closing = f"{head.site}\n{head.base}"
    plain = [*before, *([f"{label} :\n{link}"] if link else ()), *after, closing]
    return Mail(
        id=iri.new_id(),
        recipient=letter.recipient,
        subject=say(text.subject),
        text="\n\n".join(plain) + "\n",
        html=_as_html(letter.language, head, before, (label, link), after),
        created=instant,
        due=instant,
    )


def _as_html(
    language: str,
    head: Letterhead,
    before: list[str],
    button: tuple[str, str],
    after: list[str],
) -> str:
    """Lay an e-mail out; styles stand where they are used, as mail programs want."""
    label, link = button
    rows = [f"<p>{escape(line)}</p>" for line in before]
    if link:
        rows.append(
            f'<p><a href="{escape(link)}" style="display:inline-block;padding:.7em 1.2em;'
            "border-radius:.4em;background:#1d4f5c;color:#fff;font-weight:bold;"
            f'text-decoration:none">{escape(label)}</a></p>'
            f'<p style="font-size:.85em;color:#555;word-break:break-all">{escape(link)}</p>'
        )
    rows += [f'<p style="color:#555">{escape(line)}</p>' for line in after]
    rows.append(
        f'<p style="font-size:.85em"><a href="{escape(head.base)}" style="color:#1d4f5c">'
        f"{escape(head.site)}</a></p>"
    )
    return (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(head.site)}'
        '</title></head><body style="max-width:36em;margin:1.5em auto;padding:0 1em;'
        'font:16px/1.5 sans-serif;color:#222;background:#fff">'
        + "".join(rows)
        + "</body>"
        "</html>"
    )
