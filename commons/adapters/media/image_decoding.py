"""Has pictures decoded in a process of their own, within a time and a memory.

A file of some kilobytes can keep a decoder busy for minutes, and one that breaks it
takes the process along: neither is the server's.
"""

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from commons.adapters.media.decoder_process import BROKEN, TOO_HARD
from commons.adapters.media.images import BrokenPictureError, HardPictureError
from commons.core.domain.pictures.size import Size
from commons.core.files.bounded_process import run_bounded
from commons.errors import StorageError

MOST_SECONDS = 30.0
"""How long the process may last; its processor time is bounded by itself."""
_PROGRAM = ("-m", "commons.adapters.media.decoder_process")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A picture to keep, `file`, and the smaller ones by their widths."""

    file: Path
    size: Size
    smaller: dict[int, Path]


def decode_image(file: IO[bytes], folder: Path, *, sizes: bool = False) -> Decoded:
    """Decode a whole picture; what is made of it lies in the folder, an empty one.

    `sizes`: the smaller sizes alone are wanted. Raises BrokenPictureError,
    HardPictureError, StorageError.
    """
    given = folder / "given"
    given.touch(mode=0o600)
    file.seek(0)
    with given.open("wb") as copy:
        shutil.copyfileobj(file, copy)
    told = json.loads(_run(given, folder, "sizes" if sizes else "whole"))
    return Decoded(
        file=given if told["clean"] else folder / "clean",
        size=Size(width=told["width"], height=told["height"]),
        smaller={width: folder / str(width) for width in told["widths"]},
    )


def _run(given: Path, folder: Path, wanted: str) -> bytes:
    try:
        done = run_bounded(
            [*_PROGRAM, str(given), str(folder), wanted], seconds=MOST_SECONDS
        )
    except subprocess.TimeoutExpired as error:
        raise HardPictureError(MOST_SECONDS) from error
    if done.returncode == BROKEN:
        raise BrokenPictureError
    if done.returncode == TOO_HARD or done.returncode < 0:  # the system stopped it
        raise HardPictureError(done.returncode)
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise StorageError(f"a picture cannot be decoded: {last}")
    return done.stdout
