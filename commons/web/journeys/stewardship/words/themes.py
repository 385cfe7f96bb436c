"""The themes of the site: editors add, rename, move, merge, retire and restore them."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext as _l
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain.people.account import Permission
from commons.core.domain.schema.theme import Theme, ThemeTree, arrange_themes
from commons.errors import FullError, UnfitFormError
from commons.services.search.browsing.browse import theme_counts
from commons.services.stewardship.themes import (
    FAULTS,
    LONGEST_HELP,
    LONGEST_NAME,
    ChangedThemeError,
    ThemeDesk,
    ThemeForm,
    add_theme,
    change_theme,
    get_theme,
    merge_themes,
    move_theme,
    restore_theme,
    retire_theme,
    themes_of,
)
from commons.settings import LANGUAGES
from commons.web.display.messages import translate_faults
from commons.web.guard.journey import Journey, NavigationEntry
from commons.web.request.context import components, current_writer, localised
from commons.web.request.limits.rate_limits import FORMS, MODERATION
from commons.web.request.responses import private_page
from commons.wiring.shipped import shipped_folder

_LIST, _EDIT = "themes.themes_list", "themes.theme_edit"

theme_pages = Journey(
    "themes",
    __name__,
    entries=(
        NavigationEntry(
            endpoint=_LIST,
            label=_l("Gérer les thèmes"),
            order=66,
            place="team",
            needs=Permission.VOCABULARY,
        ),
    ),
)


@theme_pages.route(
    "/admin/themes",
    methods=["GET", "POST"],
    needs=Permission.VOCABULARY,
    reads=FORMS,
    writes=MODERATION,
    resumes=True,
)
def themes_list() -> AnyResponse:
    """List the themes, change their order, add one, bring one back."""
    order, key = request.form.get("_do", ""), request.form.get("theme", "")
    if request.method == "GET" or not order:
        return _list(ThemeForm(label={}), {})
    form = _typed()
    try:
        if order == "add":
            _change(add_theme, form)
            said = gettext("Le thème est ajouté.")
        elif order in {"up", "down"}:
            _change(move_theme, key, up=order == "up")
            said = gettext("L’ordre est changé.")
        elif order == "restore":
            _change(restore_theme, key)
            said = gettext("Le thème est rétabli, avec ses fiches.")
        else:
            raise BadRequest
    except UnfitFormError as error:
        return _list(form, error.faults)
    except FullError:
        return _list(form, {"label_fr": FAULTS["full"]})
    flash(said, "good")
    return redirect(url_for(_LIST), 303)


@theme_pages.route(
    "/admin/themes/<key>",
    methods=["GET", "POST"],
    needs=Permission.VOCABULARY,
    reads=FORMS,
    writes=MODERATION,
    resumes=True,
)
def theme_edit(key: str) -> AnyResponse:
    """Change the names and the place of a theme, merge it into another, retire it."""
    with components().store.read() as work:
        theme = get_theme(themes_of(work, shipped_folder("schemas")), key)
    if theme.replaced_by:
        return redirect(url_for(_EDIT, key=theme.replaced_by), 303)
    order = request.form.get("_do", "")
    if order not in {"save", "merge", "retire", "offer"}:
        return _edit(theme, _typed() if request.method == "POST" else _stored(theme))
    form, into = _typed(), request.form.get("into", "")
    try:
        if order == "save":
            key = str(_change(change_theme, key, form))
            said = gettext("C’est enregistré.")
        elif order == "merge":
            _change(merge_themes, key, into)
            key, said = into, gettext("C’est fusionné : l’ancienne adresse mène ici.")
        else:
            _change(retire_theme, key, retired=order == "retire")
            said = (
                gettext("Ce thème n’est plus proposé.")
                if order == "retire"
                else gettext("Ce thème est de nouveau proposé.")
            )
    except ChangedThemeError as error:
        return _edit(theme, form, changed=error.current)
    except UnfitFormError as error:
        shown = form if order == "save" else _stored(theme)
        return _edit(theme, shown, error.faults, into=into)
    except FullError:
        return _edit(theme, form, {"label_fr": FAULTS["full"]})
    flash(said, "good")
    return redirect(url_for("entities.theme_page", key=key), 303)


def _change(change: Callable[..., object], *of: Any, **more: Any) -> object:
    """Change themes, and wake who finds their sheets anew."""
    here = components()
    with here.store.write() as work:
        desk = ThemeDesk(
            work=work, folder=shipped_folder("schemas"), account=current_writer()
        )
        done = change(desk, *of, **more)
    here.follower.nudge()
    return done


def _typed() -> ThemeForm:
    said = request.form
    return ThemeForm(
        label={tag: said.get(f"label_{tag}", "") for tag in LANGUAGES},
        help={tag: said.get(f"help_{tag}", "") for tag in LANGUAGES},
        parent=said.get("parent", ""),
        number=said.get("number", 0, type=int),
        new_address=bool(said.get("new_address")),
    )


def _stored(theme: Theme) -> ThemeForm:
    return ThemeForm(
        label=theme.label, help=theme.help, parent=theme.parent, number=theme.number
    )


def _tree(work: Work) -> tuple[dict[str, Theme], ThemeTree]:
    themes = themes_of(work, shipped_folder("schemas"))
    return themes, arrange_themes(themes.values())


def _list(form: ThemeForm, faults: dict[str, str]) -> AnyResponse:
    here = components()
    with here.store.read() as work:
        themes, tree = _tree(work)
        counts, _ = theme_counts(here.index, work)
    page = render_template(
        "stewardship/words/themes.html",
        tree=tree,
        gone=[(themes[key], themes[into]) for key, into in tree.replaced.items()],
        counts=counts,
        form=form,
        options=_options(tree),
        faults=translate_faults(faults),
        longest=LONGEST_NAME,
        longest_help=LONGEST_HELP,
    )
    return private_page(page, 422 if faults else 200)


def _edit(
    theme: Theme,
    form: ThemeForm,
    faults: dict[str, str] | None = None,
    *,
    into: str = "",
    changed: Theme | None = None,
) -> AnyResponse:
    with components().store.read() as work:
        _, tree = _tree(work)
    others = [one for one in _options(tree) if one[0] != theme.key]
    page = render_template(
        "stewardship/words/theme_edit.html",
        theme=theme,
        form=form,
        number=changed.number if changed else form.number,
        changed=changed,
        options=others,
        into=into,
        faults=translate_faults(faults or {}),
        longest=LONGEST_NAME,
        longest_help=LONGEST_HELP,
    )
    return private_page(page, 409 if changed else 422 if faults else 200)


def _options(tree: ThemeTree) -> list[tuple[str, str]]:
    """Return the themes that stand, to choose one from, under those above them."""
    names = {one.key: localised(one.label) for one in tree.standing}
    return [
        (key, " / ".join(names[one] for one in (*reversed(tree.above(key)), key)))
        for key in names
    ]
