"""The audit log: who did what, the last first; and all of it as lines of JSON."""

from collections.abc import Iterator, Sequence

from flask import Response, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.engine.unit_of_work import Store, Work
from commons.adapters.store.log.projections import link_targets
from commons.adapters.store.people import persons
from commons.adapters.store.site import audit_log
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Permission
from commons.core.domain.site.audit import AuditAct, AuditEntry, entry_as_json
from commons.core.domain.site.purge import BASES
from commons.web.guard.journey import Journey, NavigationEntry
from commons.web.request.context import components
from commons.web.request.limits.rate_limits import ARCHIVES, LISTS
from commons.web.request.responses import private_page

PAGE_SIZE = 100
MOST_VERIFIED = 2_000
"""How many of the last entries the page verifies; `commons check` does all."""
_LIST = "audit.audit_page"

ACTS = {
    AuditAct.ROLE: _l("rôle changé"),
    AuditAct.BLOCK: _l("compte bloqué"),
    AuditAct.UNBLOCK: _l("compte débloqué"),
    AuditAct.PASSWORD_LINK: _l("lien pour un mot de passe donné"),
    AuditAct.PASSWORD: _l("mot de passe changé"),
    AuditAct.EMAIL: _l("adresse changée"),
    AuditAct.SECOND_FACTOR_ON: _l("connexion en deux étapes mise en place"),
    AuditAct.SECOND_FACTOR_OFF: _l("connexion en deux étapes arrêtée"),
    AuditAct.SECOND_FACTOR_REMOVED: _l("connexion en deux étapes retirée à quelqu’un"),
    AuditAct.PASSKEY_ADDED: _l("clé d’accès ajoutée"),
    AuditAct.PASSKEY_REMOVED: _l("clé d’accès retirée"),
    AuditAct.API_TOKEN: _l("jeton d’un programme créé"),
    AuditAct.END_API_TOKEN: _l("jeton d’un programme arrêté"),
    AuditAct.LINK_IDENTITY: _l("compte relié à un autre site"),
    AuditAct.UNLINK_IDENTITY: _l("compte détaché d’un autre site"),
    AuditAct.INVITE: _l("invitation faite"),
    AuditAct.LEAVE: _l("compte supprimé par la personne"),
    AuditAct.REPAIR: _l("écrits annulés"),
    AuditAct.UNDO_REPAIR: _l("écrits rétablis"),
    AuditAct.ACCEPT_EDIT: _l("texte relu et accepté"),
    AuditAct.REFUSE_EDIT: _l("texte relu et refusé"),
    AuditAct.END_REPORT: _l("signalement traité"),
    AuditAct.REOPEN_REPORT: _l("signalement rouvert"),
    AuditAct.DELETE: _l("fiche supprimée"),
    AuditAct.PURGE: _l("retrait pour de bon, pour raison légale"),
    AuditAct.REDACT: _l("nom retiré d’une ligne de ce journal"),
    AuditAct.RESTORE: _l("fiche rétablie"),
    AuditAct.FEATURE: _l("mise à la une"),
    AuditAct.SITE_PAGE: _l("page du site modifiée"),
    AuditAct.THEME: _l("thème ajouté, modifié, fusionné ou retiré"),
    AuditAct.THESAURUS: _l("vocabulaire modifié"),
    AuditAct.NOTICE: _l("annonce d’un autre commun traitée"),
    AuditAct.HIDE_REMARK: _l("message masqué sous une fiche"),
    AuditAct.SHOW_REMARK: _l("message montré de nouveau"),
    AuditAct.IMPORT: _l("fiches importées ou retirées"),
    AuditAct.SETTING: _l("réglage changé"),
    AuditAct.BACKUP: _l("sauvegarde faite"),
    AuditAct.MAIL: _l("courriel non remis traité"),
    AuditAct.ORGANISATION: _l("organisation ajoutée, modifiée, fusionnée ou retirée"),
    AuditAct.FAILED_SIGN_INS: _l("connexions échouées"),
}
"""Each act in words."""

DETAILS = {
    "author": _l("de"),
    "done": _l("fait"),
    "issuer": _l("par le site"),
    "name": _l("nom"),
    "person": _l("personne"),
    "reason": _l("raison"),
    "basis": _l("raison légale"),
    "colour": _l("couleur"),
    "into": _l("dans"),
    "of": _l("quoi"),
    "order": _l("fait"),
    "recipient": _l("pour"),
    "sort": _l("quoi"),
    "version": _l("version"),
    "versions": _l("versions"),
    "role": _l("rôle"),
    "state": _l("décision"),
}
"""Details of acts -> in words; others are told by their names in the log."""

WORDS = {
    "READER": _l("lecture"),
    "CONTRIBUTOR": _l("contribution"),
    "EDITOR": _l("équipe éditoriale"),
    "ADMIN": _l("administration"),
    **{basis.value: _l(sentence) for basis, sentence in BASES.items()},
    "accepted": _l("acceptée"),
    "refused": _l("refusée"),
    "feature": _l("mise à la une"),
    "withdraw": _l("retirée de la une"),
    "up": _l("montée"),
    "down": _l("descendue"),
    "begin": _l("ajouter"),
    "change": _l("modifier"),
    "merge": _l("fusionner"),
    "remove": _l("retirer"),
    "all": _l("tous ses écrits"),
    "made": _l("ses fiches"),
    "changed": _l("les fiches des autres"),
    "sheet": _l("fiche"),
    "version": _l("version"),
    "file": _l("fichier"),
    "person": _l("personne"),
    "own_name": _l("personne qui est partie"),
}
"""What details say, in words; others are told as they are."""

audits = Journey(
    "audit",
    __name__,
    entries=(
        NavigationEntry(
            endpoint=_LIST,
            label=_l("Journal des actes"),
            order=69,
            place="team",
            needs=Permission.ACCOUNTS,
        ),
    ),
)


@audits.get("/admin/audit", needs=Permission.ACCOUNTS, reads=LISTS)
def audit_page() -> AnyResponse:
    """List the acts, the last first, of one sort alone if asked."""
    wanted = request.args.get("act", "")
    act = AuditAct(wanted) if wanted in set(AuditAct) else None
    through = request.args.get("through", type=int) or 2**62
    with components().store.read() as work:
        found = audit_log.latest_acts(
            work, act=act, through=min(max(through, 0), 2**62), limit=PAGE_SIZE + 1
        )
        things = _named(work, found)
        broken = audit_log.broken_at(work, newest=MOST_VERIFIED)
    shown, rest = found[:PAGE_SIZE], found[PAGE_SIZE:]
    page = render_template(
        "stewardship/operation/audit.html",
        listed=shown,
        things=things,
        acts=ACTS,
        details=DETAILS,
        words=WORDS,
        act=act.value if act else "",
        later=rest[0].number if rest else None,
        broken=broken,
    )
    return private_page(page, 200)


def _named(work: Work, entries: Sequence[AuditEntry]) -> dict[str, tuple[str, str]]:
    """Return what entries name -> what it is called today, and its address here."""
    said = {text for entry in entries for text in _texts(entry)}
    ids = {text: text.rpartition("/")[2] for text in said}
    known = [one for one in ids.values() if iri.is_id(one)]
    people = persons.names_of(work, known)
    heads = link_targets.named_heads(work, sorted(set(known) - set(people)))
    found: dict[str, tuple[str, str]] = {}
    for text, one in ids.items():
        if one in people:
            at = url_for("entities.person_page", person=one)
            found[text] = (people[one], at)
        elif one in heads and text in {one, f"/sheets/{one}"}:
            at = url_for("sheets.negotiate_sheet", sheet=one)
            found[text] = (f"« {heads[one].title or one} »", at)
    return found


def _texts(entry: AuditEntry) -> Iterator[str]:
    yield entry.actor
    yield entry.target
    yield from map(str, entry.details.values())


@audits.get("/admin/audit.jsonl", needs=Permission.ACCOUNTS, reads=ARCHIVES)
def audit_export() -> Response:
    """Give every act as one line of JSON, with the hash that chains it."""
    return Response(_lines(components().store), mimetype="application/x-ndjson")


def _lines(store: Store) -> Iterator[str]:
    """Yield the entries a batch at a time: none waits in memory, nor holds the store."""
    after = 0
    while True:
        with store.read() as work:
            found = audit_log.acts_after(work, after)
        if not found:
            return
        yield "".join(f"{entry_as_json(entry)}\n" for entry in found)
        after = found[-1].number
