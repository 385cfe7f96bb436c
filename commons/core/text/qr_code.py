"""Draws QR codes, by segno: it is known to this module alone."""

from io import BytesIO

import segno

_QUIET = 4
"""How many modules stay white around the code (ISO/IEC 18004, 6.3.8)."""


def draw_qr_code(text: str, *, alone: bool = False) -> str:
    """Return the QR code of a text as SVG; `alone`: as a file rather than within HTML.

    A part of it may be soiled (error correction M, 15 %).
    """
    code = segno.make_qr(text, error="m")
    drawn = BytesIO()
    code.save(
        drawn,
        kind="svg",
        border=_QUIET,
        light="#fff",
        omitsize=True,
        svgns=alone,
        svgclass="qr",
        lineclass=None,
        xmldecl=False,
        nl=False,
    )
    return drawn.getvalue().decode()
