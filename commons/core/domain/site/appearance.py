"""How a site looks beyond its words: its logo and its colour, as its admins chose."""

from dataclasses import dataclass

LONGEST_LOGO_TEXT = 120
"""Characters of what is said of a logo to who does not see it."""

SHIPPED_COLOUR = "#14604d"
"""The colour of a site that chose none: --accent of
commons/web/assets/styles/tokens.css."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """The look of a site; "" stands for what the program ships.

    `number` rises with each change, from 0 for none. `logo` is the name of an image,
    `logo_text` what it shows, "" where the name of the site says the same.
    """

    number: int = 0
    colour: str = ""
    logo: str = ""
    logo_text: str = ""
