"""What the site writes to people by e-mail: the sentences, and how they are laid out.

The sentences are in the language of the sources, to be translated into that of the
account; words in braces stand for what is known when one is written.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from html import escape

from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.people.mail import Mail
from commons.services.people.mail.html_frame import frame_html, links_html


class LetterSort(StrEnum):
    """What an e-mail is about."""

    CONFIRM = "confirm"
    KNOWN = "known"
    RESET = "reset"
    LEAVE_ADDRESS = "leave_address"
    TAKE_ADDRESS = "take_address"
    ADDRESS_CHANGED = "address_changed"
    CODES_ON = "codes_on"
    CODES_OFF = "codes_off"
    CODES_REMOVED = "codes_removed"
    PASSKEY_ADDED = "passkey_added"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  # a sort of letter
    IDENTITY_LINKED = "identity_linked"
    INVITATION = "invitation"
    MESSAGE = "message"
    MESSAGE_ON_SHEET = "message_on_sheet"
    GIVEN_BACK = "given_back"


POINTED = "{label} :"
"""How plain text says what the address on the next line is."""

HELLO, HELLO_NOBODY = "Bonjour {name},", "Bonjour,"
"""How who is known is greeted, and who is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterText:
    """The sentences of one sort, and what the link is called ("" without one).

    `ways` is what other links are called, which stand at the end.
    """

    subject: str
    before: tuple[str, ...]
    link: str = ""
    after: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()


_IGNORE = "Si ce n’est pas vous, ne faites rien : rien ne changera."

_STOLEN = (
    "Si ce n’est pas vous, choisissez tout de suite un autre mot de passe, et écrivez à"
    " l’équipe de {site}."
)
_UNASKED = "Si vous ne l’avez pas demandé, écrivez à l’équipe de {site}."

_UNSEEN = (
    "Votre adresse n’a été montrée à personne. Votre réponse passera par {site}, avec"
    " votre nom."
)
_WAYS = ("Signaler ce message", "Ne plus recevoir de messages")

LETTERS: Mapping[LetterSort, LetterText] = {
    LetterSort.CONFIRM: LetterText(
        subject="Confirmez votre adresse pour {site}",
        before=(
            HELLO,
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
            HELLO,
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
            HELLO,
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
            HELLO,
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
            HELLO,
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
        before=(HELLO, "{site} vous écrit désormais à {email}, et n’écrira plus ici."),
    ),
    LetterSort.CODES_ON: LetterText(
        subject="Connexion en deux étapes sur {site}",
        before=(
            HELLO,
            (
                "Votre compte sur {site} demande désormais un code à usage unique à la"
                " connexion."
            ),
        ),
        after=(_STOLEN,),
    ),
    LetterSort.CODES_OFF: LetterText(
        subject="Plus de code à la connexion sur {site}",
        before=(
            HELLO,
            (
                "Vous avez arrêté la connexion en deux étapes : votre compte sur {site} ne"
                " demande plus que le mot de passe."
            ),
        ),
        link="Remettre en place la connexion en deux étapes",
        after=(_STOLEN,),
    ),
    LetterSort.CODES_REMOVED: LetterText(
        subject="Plus de code à la connexion sur {site}",
        before=(
            HELLO,
            (
                "L’administration de {site} a retiré la connexion en deux étapes de votre"
                " compte : il ne demande plus que le mot de passe. Choisissez-en un de 15"
                " caractères au moins, puis remettez-la en place."
            ),
        ),
        link="Remettre en place la connexion en deux étapes",
        after=(_UNASKED,),
    ),
    LetterSort.PASSKEY_ADDED: LetterText(
        subject="Une nouvelle clé d’accès sur {site}",
        before=(
            HELLO,
            (
                "Une clé d’accès vient d’être ajoutée à votre compte sur {site} : elle"
                " l’ouvre sans mot de passe."
            ),
        ),
        link="Voir mes clés d’accès",
        after=(_STOLEN,),
    ),
    LetterSort.PASSWORD_CHANGED: LetterText(
        subject="Votre mot de passe a changé sur {site}",
        before=(
            HELLO,
            "Le mot de passe de votre compte sur {site} vient d’être changé.",
        ),
        after=(_STOLEN,),
    ),
    LetterSort.IDENTITY_LINKED: LetterText(
        subject="Votre compte sur {site} s’ouvre aussi par un autre site",
        before=(
            HELLO,
            (
                "Votre compte sur {site} vient d’être relié à un autre site : qui s’y"
                " connecte se connecte aussi ici, sans mot de passe."
            ),
        ),
        link="Voir à quoi mon compte est relié",
        after=(_STOLEN,),
    ),
    LetterSort.INVITATION: LetterText(
        subject="{sender} vous invite sur {site}",
        before=(
            HELLO_NOBODY,
            (
                "{sender} vous invite à écrire sur {site}. Un clic, un nom et un mot de"
                " passe suffisent pour ouvrir un compte :"
            ),
        ),
        link="Ouvrir mon compte",
        after=(
            "Ce lien vaut pendant deux semaines, et une seule fois.",
            "Si cela ne vous dit rien, ne faites rien : aucun compte ne s’ouvrira.",
        ),
    ),
    LetterSort.MESSAGE: LetterText(
        subject="{sender} vous écrit depuis {site}",
        before=(HELLO, "{sender} vous écrit depuis {site} :"),
        link="Répondre",
        after=(_UNSEEN,),
        ways=_WAYS,
    ),
    LetterSort.MESSAGE_ON_SHEET: LetterText(
        subject="{sender} vous écrit au sujet de « {sheet} »",
        before=(
            HELLO,
            ("{sender} vous écrit depuis {site}, au sujet de la fiche « {sheet} » :"),
        ),
        link="Répondre",
        after=(_UNSEEN,),
        ways=_WAYS,
    ),
    LetterSort.GIVEN_BACK: LetterText(
        subject="« {sheet} » : votre texte vous revient",
        before=(HELLO, "L’équipe de {site} ne le publie pas encore :"),
        link="Reprendre mon texte",
        after=("Votre texte vous attend, entier, dans vos brouillons.",),
    ),
}
"""Each sort and what it says; `make strings` reads the sentences from here."""

SENTENCES: tuple[str, ...] = tuple(
    dict.fromkeys(
        sentence
        for text in LETTERS.values()
        for sentence in (
            *(text.subject, *text.before, text.link, *text.after, *text.ways),
            POINTED,
        )
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
    """What is to be written to whom; `path` is what the link leads to, from the base.

    No `name` greets nobody by it. `sender` wrote `quoted`, from the page of the `sheet`
    of that title. `ways` are the paths of the other links; the last ends such letters.
    """

    sort: LetterSort
    recipient: str
    language: str
    name: str
    path: str = ""
    email: str = ""
    sender: str = ""
    sheet: str = ""
    quoted: str = ""
    ways: tuple[str, ...] = ()


def write_letter(head: Letterhead, letter: Letter, now: datetime | None = None) -> Mail:
    """Write an e-mail in the language of whom it is for."""
    text, instant = LETTERS[letter.sort], now or clock.now()

    def say(sentence: str) -> str:
        said = head.translate(letter.language, sentence)
        return said.format(
            site=head.site,
            name=letter.name,
            email=letter.email,
            sender=letter.sender,
            sheet=letter.sheet,
        )

    laid = _Laid(
        before=[
            say(HELLO_NOBODY if line == HELLO and not letter.name else line)
            for line in text.before
        ],
        quoted=letter.quoted,
        link=(say(text.link), head.base + letter.path) if text.link else None,
        after=[*map(say, text.after)],
        ways=[
            (say(label), head.base + path)
            for label, path in zip(text.ways, letter.ways, strict=True)
        ],
    )
    return Mail(
        id=iri.new_id(),
        recipient=letter.recipient,
        subject=say(text.subject),
        text=_as_text(letter.language, head, laid),
        html=_as_html(letter.language, head, laid),
        unsubscribe=laid.ways[-1][1] if laid.ways else "",
        created=instant,
        due=instant,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Laid:
    """The parts of an e-mail in their order; links are pairs (label, address)."""

    before: list[str]
    quoted: str
    link: tuple[str, str] | None
    after: list[str]
    ways: list[tuple[str, str]]


def point_at(
    language: str, head: Letterhead, links: Iterable[tuple[str, str]]
) -> list[str]:
    """Return what plain text says of links (label, address), each over its address."""
    pointed = head.translate(language, POINTED)
    return [f"{pointed.format(label=label)}\n{at}" for label, at in links]


def _as_text(language: str, head: Letterhead, laid: _Laid) -> str:
    links = [laid.link] if laid.link else []
    quoted = "\n".join(f"> {line}".rstrip() for line in laid.quoted.splitlines())
    plain = [
        *laid.before,
        *([quoted] if quoted else ()),
        *point_at(language, head, links),
        *laid.after,
        *point_at(language, head, laid.ways),
        f"{head.site}\n{head.base}",
    ]
    return "\n\n".join(plain) + "\n"


def _as_html(language: str, head: Letterhead, laid: _Laid) -> str:
    """Lay an e-mail out; styles stand where they are used, as mail programs want."""
    rows = [f"<p>{escape(line)}</p>" for line in laid.before]
    if laid.quoted:
        lines = "<br>".join(escape(line) for line in laid.quoted.splitlines())
        rows.append(
            '<blockquote style="margin:1em 0;padding-left:1em;'
            f'border-left:3px solid #ccc">{lines}</blockquote>'
        )
    if laid.link:
        label, link = laid.link
        rows.append(
            f'<p><a href="{escape(link)}" style="display:inline-block;padding:.7em 1.2em;'
            "border-radius:.4em;background:#1d4f5c;color:#fff;font-weight:bold;"
            f'text-decoration:none">{escape(label)}</a></p>'
            f'<p style="font-size:.85em;color:#555;word-break:break-all">{escape(link)}</p>'
        )
    rows += [f'<p style="color:#555">{escape(line)}</p>' for line in laid.after]
    return frame_html(language, head.site, head.base, [*rows, *links_html(laid.ways)])
