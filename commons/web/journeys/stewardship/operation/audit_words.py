"""The audit log in words: each act, each detail, what details say of a few."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import lazy_gettext as _l

from commons.core.domain.people.api_token import SCOPES
from commons.core.domain.site.audit import AuditAct
from commons.core.domain.site.purge import BASES
from commons.web.display.profile_view import ROLE_NAMES


class Named(StrEnum):
    """What an act is done to, or a detail names, which is told by what it is called.

    PURGED is what its detail `sort` says, SAME what the act is done to, HIDDEN what tells
    a reader nothing.
    """

    PERSON = "person"
    SHEET = "sheet"
    REMARK = "remark"
    ORGANISATION = "organisation"
    MESSAGE = "message"
    FILE = "file"
    IMAGE = "image"
    PATH = "path"
    PURGED = "purged"
    THEME = "theme"
    TERM = "term"
    PLACE = "place"
    SITE_PAGE = "site_page"
    SETTING = "setting"
    NOTICE = "notice"
    ENTRY = "entry"
    DAY = "day"
    SAME = "same"
    TEXT = "text"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class ToldAct:
    """An act in words, and what its target names."""

    words: str
    target: Named


@dataclass(frozen=True, slots=True)
class ToldDetail:
    """A detail in words, what it names, and the words of what it says of a few."""

    words: str
    names: Named = Named.TEXT
    values: Mapping[str, str] | None = None


ACTS: Mapping[AuditAct, ToldAct] = {
    AuditAct.ROLE: ToldAct(_l("rôle changé"), Named.PERSON),
    AuditAct.BLOCK: ToldAct(_l("compte bloqué"), Named.PERSON),
    AuditAct.UNBLOCK: ToldAct(_l("compte débloqué"), Named.PERSON),
    AuditAct.PASSWORD_LINK: ToldAct(
        _l("lien pour un mot de passe donné"), Named.PERSON
    ),
    AuditAct.PASSWORD: ToldAct(_l("mot de passe changé"), Named.PERSON),
    AuditAct.EMAIL: ToldAct(_l("adresse changée"), Named.PERSON),
    AuditAct.SECOND_FACTOR_ON: ToldAct(
        _l("connexion en deux étapes mise en place"), Named.PERSON
    ),
    AuditAct.SECOND_FACTOR_OFF: ToldAct(
        _l("connexion en deux étapes arrêtée"), Named.PERSON
    ),
    AuditAct.SECOND_FACTOR_REMOVED: ToldAct(
        _l("connexion en deux étapes retirée à quelqu’un"), Named.PERSON
    ),
    AuditAct.PASSKEY_ADDED: ToldAct(_l("clé d’accès ajoutée"), Named.PERSON),
    AuditAct.PASSKEY_REMOVED: ToldAct(_l("clé d’accès retirée"), Named.PERSON),
    AuditAct.API_TOKEN: ToldAct(_l("jeton d’un programme créé"), Named.PERSON),
    AuditAct.END_API_TOKEN: ToldAct(_l("jeton d’un programme arrêté"), Named.PERSON),
    AuditAct.LINK_IDENTITY: ToldAct(_l("compte relié à un autre site"), Named.PERSON),
    AuditAct.UNLINK_IDENTITY: ToldAct(
        _l("compte détaché d’un autre site"), Named.PERSON
    ),
    AuditAct.INVITE: ToldAct(_l("invitation faite"), Named.PERSON),
    AuditAct.LEAVE: ToldAct(_l("compte supprimé par la personne"), Named.PERSON),
    AuditAct.REPAIR: ToldAct(_l("écrits annulés"), Named.PERSON),
    AuditAct.UNDO_REPAIR: ToldAct(_l("écrits rétablis"), Named.PERSON),
    AuditAct.ACCEPT_EDIT: ToldAct(_l("texte relu et accepté"), Named.SHEET),
    AuditAct.REFUSE_EDIT: ToldAct(_l("texte relu et refusé"), Named.SHEET),
    AuditAct.END_REPORT: ToldAct(_l("signalement traité"), Named.PATH),
    AuditAct.REOPEN_REPORT: ToldAct(_l("signalement rouvert"), Named.PATH),
    AuditAct.DELETE: ToldAct(_l("fiche supprimée"), Named.SHEET),
    AuditAct.PURGE: ToldAct(
        _l("retrait pour de bon, pour raison légale"), Named.PURGED
    ),
    AuditAct.REDACT: ToldAct(_l("nom retiré d’une ligne de ce journal"), Named.ENTRY),
    AuditAct.RESTORE: ToldAct(_l("fiche rétablie"), Named.SHEET),
    AuditAct.FEATURE: ToldAct(_l("mise à la une"), Named.SHEET),
    AuditAct.SITE_PAGE: ToldAct(_l("page du site modifiée"), Named.SITE_PAGE),
    AuditAct.THEME: ToldAct(
        _l("thème ajouté, modifié, fusionné ou retiré"), Named.THEME
    ),
    AuditAct.THESAURUS: ToldAct(_l("vocabulaire modifié"), Named.TERM),
    AuditAct.NOTICE: ToldAct(_l("annonce d’un autre commun traitée"), Named.NOTICE),
    AuditAct.HIDE_REMARK: ToldAct(_l("message masqué sous une fiche"), Named.REMARK),
    AuditAct.SHOW_REMARK: ToldAct(_l("message montré de nouveau"), Named.REMARK),
    AuditAct.IMPORT: ToldAct(_l("fiches importées ou retirées"), Named.HIDDEN),
    AuditAct.SETTING: ToldAct(_l("réglage changé"), Named.SETTING),
    AuditAct.BACKUP: ToldAct(_l("sauvegarde faite"), Named.HIDDEN),
    AuditAct.MAIL: ToldAct(_l("courriel non remis traité"), Named.HIDDEN),
    AuditAct.ORGANISATION: ToldAct(
        _l("organisation ajoutée, modifiée, fusionnée ou retirée"), Named.ORGANISATION
    ),
    AuditAct.FAILED_SIGN_INS: ToldAct(_l("connexions échouées"), Named.DAY),
}
"""Each act."""

_DONE = {
    "add": _l("ajout"),
    "begin": _l("ajout"),
    "change": _l("modification"),
    "rename": _l("changement d’adresse"),
    "move": _l("changement de place"),
    "merge": _l("fusion"),
    "remove": _l("retrait"),
    "retire": _l("retrait de la liste"),
    "offer": _l("retour dans la liste"),
    "restore": _l("rétablissement"),
}

DETAILS: Mapping[str, ToldDetail] = {
    "added": ToldDetail(
        _l("fait"), values={"1": _l("nom ajouté"), "0": _l("nom retiré")}
    ),
    "author": ToldDetail(_l("de"), Named.PERSON),
    "basis": ToldDetail(
        _l("raison légale"),
        values={basis.value: _l(sentence) for basis, sentence in BASES.items()},
    ),
    "before_or_after": ToldDetail(_l("échangé avec"), Named.THEME),
    "by": ToldDetail(
        _l("par cet acte"),
        values={act.value: told.words for act, told in ACTS.items()},
    ),
    "colour": ToldDetail(_l("couleur")),
    "count": ToldDetail(_l("combien")),
    "done": ToldDetail(_l("fait"), values=_DONE),
    "head": ToldDetail(_l("jusqu’à la modification")),
    "help": ToldDetail(_l("explication")),
    "into": ToldDetail(_l("dans"), Named.SAME),
    "issuer": ToldDetail(_l("par le site")),
    "link": ToldDetail(_l("adresse web")),
    "logo": ToldDetail(_l("logo"), Named.IMAGE),
    "name": ToldDetail(_l("nom")),
    "of": ToldDetail(
        _l("quoi"),
        values={
            "all": _l("tous ses écrits"),
            "made": _l("ses fiches"),
            "changed": _l("les fiches des autres"),
        },
    ),
    "order": ToldDetail(
        _l("fait"),
        values={
            "feature": _l("mise à la une"),
            "withdraw": _l("retirée de la une"),
            "up": _l("montée"),
            "down": _l("descendue"),
        },
    ),
    "out_of": ToldDetail(_l("séparé de"), Named.THEME),
    "parent": ToldDetail(_l("rangé sous"), Named.THEME),
    "purge": ToldDetail("", Named.HIDDEN),
    "reads": ToldDetail("", Named.HIDDEN),
    "reason": ToldDetail(_l("raison")),
    "repair": ToldDetail("", Named.HIDDEN),
    "role": ToldDetail(
        _l("rôle"),
        values={role.name: words for role, words in ROLE_NAMES.items()},
    ),
    "scopes": ToldDetail(
        _l("permet de"),
        values={scope.value: _l(words) for scope, words in SCOPES.items()},
    ),
    "sort": ToldDetail(
        _l("quoi"),
        values={
            "sheet": _l("fiche"),
            "version": _l("version"),
            "file": _l("fichier"),
            "person": _l("personne"),
            "own_name": _l("personne qui est partie"),
        },
    ),
    "source": ToldDetail(_l("source")),
    "state": ToldDetail(
        _l("décision"),
        values={"accepted": _l("acceptée"), "refused": _l("refusée")},
    ),
    "territory": ToldDetail(_l("lieu"), Named.PLACE),
    "undone": ToldDetail(_l("fait"), values={"1": _l("import annulé")}),
    "value": ToldDetail(_l("valeur")),
    "version": ToldDetail(_l("version")),
    "versions": ToldDetail(_l("versions")),
    "words": ToldDetail(_l("présentation")),
}
"""Each detail, by its name without language and time (`split_detail`)."""
