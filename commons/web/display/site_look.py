"""The look of the site in every page: its stylesheet, its icon, its logo."""

from dataclasses import dataclass

from flask import current_app, request, url_for

from commons.adapters.store.site.appearance import read_appearance
from commons.core.domain.pictures.colour import AccentShades, dark_shades, light_shades
from commons.core.domain.pictures.size import WIDTHS, Size
from commons.core.domain.site.appearance import Appearance
from commons.errors import CommonsError
from commons.web.request.context import STORE_TOKEN, components

LOGO_WIDTH = WIDTHS[0]
"""How wide a logo is sent, in pixels, at most: it is shown much smaller."""

_KEPT = "site_look"
_SHIPPED = Appearance()
_SQUARE = 1.3
"""How much longer than wide a logo may be that is the icon of the site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteLook:
    """What pages show of an appearance; `size` is that of the logo, None without one."""

    appearance: Appearance = _SHIPPED
    size: Size | None = None

    @property
    def stylesheet(self) -> str:
        """The address of the stylesheet of a chosen colour, else ""."""
        if not self.appearance.colour:
            return ""
        return url_for("appearance.stylesheet", digits=self.appearance.colour[1:])

    @property
    def logo(self) -> str:
        """The address of the logo, else ""."""
        if self.size is None:
            return ""
        return url_for("appearance.logo", name=self.appearance.logo)

    @property
    def icon(self) -> str:
        """The address of the icon of the site where it is not the shipped one, else ""."""
        if self.size and max(self.size.width, self.size.height) < _SQUARE * min(
            self.size.width, self.size.height
        ):
            return self.logo
        if not self.appearance.colour:
            return ""
        return url_for("appearance.icon", digits=self.appearance.colour[1:])


def site_look() -> SiteLook:
    """Return the look of the site, what is shipped while the store cannot be read.

    It is read once for each state of the store.
    """
    here = components()
    try:
        known = request.environ.get(STORE_TOKEN)
        token = here.store.token() if known is None else known
        kept = current_app.extensions.get(_KEPT)
        if kept is not None and kept[0] == token:
            found: SiteLook = kept[1]
            return found
        with here.store.read() as work:
            appearance = read_appearance(work)
    except CommonsError:
        return SiteLook()
    try:
        size = here.blobs.size(appearance.logo) if appearance.logo else None
    except CommonsError:  # the storage of files is away; asked again by the next page
        return SiteLook(appearance=appearance)
    look = SiteLook(appearance=appearance, size=size)
    current_app.extensions[_KEPT] = (token, look)
    return look


def write_stylesheet(colour: str) -> str:
    """Return the rules that give the pages on screens this accent, light and dark."""
    light = _rules(light_shades(colour))
    dark = _rules(dark_shades(colour))
    return (
        f"@media screen {{ :root {{ {light} }} }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n"
    )


def _rules(shades: AccentShades) -> str:
    return (
        f"--accent: {shades.accent}; --accent-strong: {shades.strong};"
        f" --accent-ground: {shades.ground}; --on-accent: {shades.on_accent};"
    )
