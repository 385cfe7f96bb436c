"""Changes the themes of a site: adds, renames, moves, merges, retires and restores them.

What is changed lies over the files of schemas/ and holds in every process at once; the
versions of sheets stay as they are, and are shown and found under what stands today.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from commons.adapters.store.engine.unit_of_work import Store, Work
from commons.adapters.store.site import theme_edits as store_edits
from commons.adapters.store.site.audit_log import note_act
from commons.adapters.store.site.site_state import SiteReader
from commons.core.domain.addresses import iri
from commons.core.domain.language.characters import clean_line
from commons.core.domain.language.folding import fold_typography
from commons.core.domain.people.account import Account
from commons.core.domain.pictures.cover import HUES
from commons.core.domain.schema.theme import (
    DEEPEST,
    Theme,
    ThemeTree,
    arrange_themes,
)
from commons.core.domain.site.audit import AuditAct
from commons.core.kinds.schema.live_schema import SchemaSource
from commons.core.kinds.schema.theme_edits import (
    STEP,
    THEMES_FILE,
    edit_themes,
    read_themes,
)
from commons.errors import FullError, NotFoundError, SchemaError, UnfitFormError
from commons.settings import LANGUAGES

LONGEST_NAME, LONGEST_HELP = 60, 200
MOST_THEMES, MOST_FORMER = 300, 20
"""How many themes there may be, gone ones too, and former names of each."""
THEMES = "themes of a site"
"""The sort of a FullError of theirs."""

FAULTS = {
    "empty": "Écrivez un mot ou quelques mots.",
    "long": "C’est trop long : 60 caractères au plus.",
    "long_help": "C’est trop long : 200 caractères au plus.",
    "taken": "Un thème porte déjà ce nom.",
    "circle": "Un thème ne peut pas être sous lui-même.",
    "deep": "Trois niveaux de thèmes au plus.",
    "no_theme": "Choisissez un thème de la liste.",
    "itself": "C’est le même thème : rien n’est à fusionner.",
    "full": "C’est assez de thèmes : 300 au plus.",
    "last": "Il faut au moins un thème.",
}
"""What is wrong with a theme, in French, to translate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeForm:
    """What an editor typed: names and explanations by language, the theme above it.

    `number` is that of the theme when the form was made, 0 for a new one.
    `new_address`: its address follows its name, and the old one leads there.
    """

    label: Mapping[str, str]
    help: Mapping[str, str] = field(default_factory=dict)
    parent: str = ""
    number: int = 0
    new_address: bool = False


class ChangedThemeError(UnfitFormError):
    """Somebody else changed the theme since the form was made."""

    def __init__(self, current: Theme) -> None:
        super().__init__({})
        self.current = current


def themes_source(store: Store, site: SiteReader, folder: Path) -> SchemaSource:
    """Return the source of the themes of a folder as editors have them."""

    def stamp() -> int:
        return site.state().themes

    def read() -> dict[str, str]:
        with store.read() as work:
            made = _edited(work)
        return {THEMES_FILE: edit_themes(_shipped(folder), made)} if made else {}

    return SchemaSource(stamp=stamp, read=read)


def themes_of(work: Work, folder: Path) -> dict[str, Theme]:
    """Return every theme by key, those too whose place another took.

    `folder` is that of the files. Raises SchemaError.
    """
    edited = {theme.key: theme for theme in _edited(work)}
    return read_themes(_shipped(folder)) | edited


def get_theme(themes: Mapping[str, Theme], key: str) -> Theme:
    """Return a theme. Raises NotFoundError."""
    if key not in themes:
        raise NotFoundError(key)
    return themes[key]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeDesk:
    """Who changes themes, in which unit of work, over the files of which folder."""

    work: Work
    folder: Path
    account: Account

    def themes(self) -> dict[str, Theme]:
        """Return every theme by key."""
        return themes_of(self.work, self.folder)

    def put(self, theme: Theme, pending: Collection[str] = ()) -> None:
        """Write a theme down. Raises FullError."""
        known = self.themes()
        if theme.key not in known and len(known) >= MOST_THEMES:
            raise FullError(THEMES, MOST_THEMES)
        store_edits.put_theme(self.work, theme, self.account.person.id, pending)

    def note(self, key: str, done: str, **details: str) -> None:
        """Write what was done into the audit log."""
        who = self.account.person.id
        note_act(self.work, who, AuditAct.THEME, key, done=done, **details)


def add_theme(desk: ThemeDesk, form: ThemeForm) -> str:
    """Add a theme after all others; return its key.

    Raises UnfitFormError, FullError.
    """
    themes = desk.themes()
    added = _read(themes, form, Theme(key="", label={}))
    last = max((theme.position for theme in themes.values()), default=0.0)
    theme = replace(
        added,
        key=_new_key(themes, added.label["fr"]),
        position=last + STEP,
        hue=tuple(HUES)[len(themes) % len(HUES)],
    )
    desk.put(theme)
    desk.note(theme.key, "add", **_named(theme))
    return theme.key


def change_theme(desk: ThemeDesk, key: str, form: ThemeForm) -> str:
    """Change the names, the explanation and the place of a theme; return its key.

    Raises NotFoundError, UnfitFormError, FullError, and ChangedThemeError where
    somebody else changed it meanwhile.
    """
    themes = desk.themes()
    before = _standing(themes, key)
    if form.number != before.number:
        raise ChangedThemeError(before)
    after = _read(themes, form, before)
    told = {f"{name}_before": text for name, text in _named(before).items()}
    if form.new_address and (new := _new_key(themes, after.label["fr"])) != key:
        desk.put(replace(after, key=new), [key])
        _put_in_place(desk, themes, before, new)
        desk.note(key, "rename", into=new, **told)
        return new
    moved = after.parent != before.parent or after.label != before.label
    desk.put(after, [key] if moved else ())
    desk.note(key, "change", parent_before=before.parent, **told)
    return key


def move_theme(desk: ThemeDesk, key: str, *, up: bool) -> None:
    """Let a theme change places with the one before or after it, under the same one.

    The first goes no further up. Raises NotFoundError.
    """
    themes = desk.themes()
    _standing(themes, key)
    tree = arrange_themes(themes.values())
    parent = tree.parents.get(key, "")
    row = [one for one in tree.standing if tree.parents.get(one.key, "") == parent]
    place = next(n for n, one in enumerate(row) if one.key == key)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(row):
        return
    first, second = row[place], row[other]
    if first.position == second.position:
        second = replace(second, position=second.position + (-1 if up else 1))
    desk.put(replace(first, position=second.position))
    desk.put(replace(second, position=first.position))
    desk.note(key, "move", before_or_after=second.key)


def merge_themes(desk: ThemeDesk, key: str, into: str) -> None:
    """Let a theme take the place of another, with what stands under that.

    Raises NotFoundError, UnfitFormError (of `into`).
    """
    themes = desk.themes()
    gone = _standing(themes, key)
    tree = arrange_themes(themes.values())
    if into == key:
        raise UnfitFormError({"into": FAULTS["itself"]})
    if into not in {one.key for one in tree.standing}:
        raise UnfitFormError({"into": FAULTS["no_theme"]})
    if key in tree.above(into):
        raise UnfitFormError({"into": FAULTS["circle"]})
    if len(tree.above(into)) + 1 + _depth_below(tree, key) > DEEPEST:
        raise UnfitFormError({"into": FAULTS["deep"]})
    _put_in_place(desk, themes, gone, into)
    desk.note(key, "merge", into=into, **_named(gone))


def _put_in_place(
    desk: ThemeDesk, themes: Mapping[str, Theme], gone: Theme, into: str
) -> None:
    """Let a theme take the place of one, and of all whose place that one took."""
    desk.put(replace(gone, replaced_by=into), [gone.key, into])
    for theme in themes.values():
        if theme.replaced_by == gone.key:
            desk.put(replace(theme, replaced_by=into), [theme.key, into])
        elif theme.parent == gone.key and theme.key != into:
            desk.put(replace(theme, parent=into), [theme.key])


def retire_theme(desk: ThemeDesk, key: str, *, retired: bool) -> None:
    """Offer a theme no more, or again; sheets that have it keep it.

    Raises NotFoundError, UnfitFormError where no other is offered.
    """
    themes = desk.themes()
    theme = _standing(themes, key)
    tree = arrange_themes(themes.values())
    left = [one for one in tree.standing if not one.retired and one.key != key]
    if retired and not left:
        raise UnfitFormError({"retire": FAULTS["last"]})
    desk.put(replace(theme, retired=retired))
    desk.note(key, "retire" if retired else "offer", **_named(theme))


def restore_theme(desk: ThemeDesk, key: str) -> None:
    """Let a theme stand by itself again whose place another took; its sheets come back.

    Raises NotFoundError for any other, UnfitFormError where its name is taken.
    """
    themes = desk.themes()
    theme = get_theme(themes, key)
    if not theme.replaced_by:
        raise NotFoundError(key)
    others = {one.key: one for one in themes.values() if one.key != key}
    if taken := _taken(others, theme):
        raise UnfitFormError(taken)
    tree = arrange_themes(themes.values())
    parent = theme.parent if theme.parent in {o.key for o in tree.standing} else ""
    restored = replace(theme, replaced_by="", parent=parent)
    above = _above(others | {key: restored}, parent)
    if key in above or len(above) >= DEEPEST:
        restored = replace(restored, parent="")
    desk.put(restored, [key, theme.replaced_by])
    desk.note(key, "restore", out_of=theme.replaced_by)


def _standing(themes: Mapping[str, Theme], key: str) -> Theme:
    theme = get_theme(themes, key)
    if theme.replaced_by:
        raise NotFoundError(key)
    return theme


def _read(themes: Mapping[str, Theme], form: ThemeForm, before: Theme) -> Theme:
    """Return a theme as it was typed. Raises UnfitFormError."""
    french = clean_line(form.label.get("fr", ""))
    label = {tag: clean_line(form.label.get(tag, "")) or french for tag in LANGUAGES}
    told = {tag: clean_line(form.help.get(tag, "")) for tag in LANGUAGES}
    told = {tag: text or told["fr"] for tag, text in told.items() if any(told.values())}
    read = replace(
        before,
        label=label,
        help={tag: text for tag, text in told.items() if text},
        parent=form.parent,
        former=_former(before, label),
    )
    faults = {
        **({"label_fr": FAULTS["empty"]} if not french else {}),
        **_lengths("label", read.label, LONGEST_NAME, "long"),
        **_lengths("help", read.help, LONGEST_HELP, "long_help"),
        **_place_faults(themes, read),
    }
    if not faults:
        others = {one.key: one for one in themes.values() if one.key != before.key}
        faults = _taken(others, read)
    if faults:
        raise UnfitFormError(_once(faults, read))
    return read


def _once(faults: Mapping[str, str], read: Theme) -> dict[str, str]:
    """Leave out the faults of words that stand in several languages, but the first."""
    told: dict[tuple[str, str, str], str] = {}
    for control, fault in faults.items():
        field, _, tag = control.partition("_")
        words = {"label": read.label, "help": read.help}.get(field, {}).get(
            tag, control
        )
        told.setdefault((field, words, fault), control)
    return {control: faults[control] for control in told.values()}


def _former(before: Theme, label: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names that a theme had: they go on being read."""
    names = dict.fromkeys((*before.former, *before.label.values()))
    return tuple(name for name in names if name not in label.values())[-MOST_FORMER:]


def _lengths(
    control: str, words: Mapping[str, str], longest: int, fault: str
) -> dict[str, str]:
    return {
        f"{control}_{tag}": FAULTS[fault]
        for tag, text in words.items()
        if len(text) > longest
    }


def _place_faults(themes: Mapping[str, Theme], read: Theme) -> dict[str, str]:
    """Return what is wrong with the theme that one is to stand under."""
    if not read.parent:
        return {}
    tree = arrange_themes(themes.values())
    if read.parent not in {one.key for one in tree.standing}:
        return {"parent": FAULTS["no_theme"]}
    above = (read.parent, *tree.above(read.parent))
    if read.key in above:
        return {"parent": FAULTS["circle"]}
    if len(above) + 1 + _depth_below(tree, read.key) > DEEPEST:
        return {"parent": FAULTS["deep"]}
    return {}


def _depth_below(tree: ThemeTree, key: str) -> int:
    """Return how many levels of themes stand under one."""
    return max((tree.above(one).index(key) + 1 for one in tree.below(key)), default=0)


def _above(themes: Mapping[str, Theme], key: str) -> tuple[str, ...]:
    tree = arrange_themes(themes.values())
    return (key, *tree.above(key)) if key else ()


def _taken(others: Mapping[str, Theme], read: Theme) -> dict[str, str]:
    """Return the names that another theme which stands has in the same language."""
    standing = [one for one in others.values() if not one.replaced_by]
    return {
        f"label_{tag}": FAULTS["taken"]
        for tag, name in read.label.items()
        if _plain(name) in {_plain(one.label.get(tag, "")) for one in standing}
    }


def _plain(name: str) -> str:
    return fold_typography(name).replace("-", " ")


def _new_key(themes: Mapping[str, Theme], label: str) -> str:
    """Return a key that no theme has or had, after a name."""
    stem = iri.slugify(label).replace("-", "_") or "theme"
    names = (stem, *(f"{stem}_{number}" for number in range(2, len(themes) + 3)))
    return next(name for name in names if name not in themes)


def _named(theme: Theme) -> dict[str, str]:
    return {
        **{f"name_{tag}": name for tag, name in theme.label.items()},
        **{f"help_{tag}": text for tag, text in theme.help.items()},
    }


def _edited(work: Work) -> list[Theme]:
    """Return the themes that editors changed. Raises SchemaError for damaged rows."""
    try:
        return store_edits.list_themes(work)
    except (ValueError, TypeError, RecursionError) as error:
        raise SchemaError(f"the table of themes: {error}") from error


def _shipped(folder: Path) -> str:
    try:
        return (folder / THEMES_FILE).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SchemaError(f"{folder / THEMES_FILE}: {error}") from error
