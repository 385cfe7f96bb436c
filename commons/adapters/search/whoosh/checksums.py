"""The checksums of an index's files, by which damage is told when it opens."""

import json
import zlib
from pathlib import Path

_PIECE = 1 << 20


class Checksums:
    """The size and CRC-32 of each file of a folder, in a file beside it.

    Files are written once and never changed, so each is read once.
    """

    def __init__(self, path: Path, folder: Path) -> None:
        self._path = path
        self._folder = folder

    def record(self) -> None:
        """Write down the files that are there now."""
        known = self._known()
        names = [path.name for path in self._folder.iterdir() if path.is_file()]
        sums = {name: known.get(name) or self._sum(name) for name in names}
        new = self._path.with_suffix(".new")
        new.write_text(json.dumps(sums))
        new.replace(self._path)

    def hold(self) -> bool:
        """Say whether every file that was written down and is there is whole."""
        return all(
            self._sum(name) == expected
            for name, expected in self._known().items()
            if (self._folder / name).exists()
        )

    def _known(self) -> dict[str, list[int]]:
        """Give what was written down; nothing when that cannot be read."""
        try:
            known: dict[str, list[int]] = json.loads(self._path.read_text())
        except (FileNotFoundError, ValueError):
            return {}
        return known

    def _sum(self, name: str) -> list[int]:
        """Give the size and the CRC-32 of a file; zeros when it has just gone."""
        size = total = 0
        try:
            with (self._folder / name).open("rb") as stream:
                while piece := stream.read(_PIECE):
                    size += len(piece)
                    total = zlib.crc32(piece, total)
        except FileNotFoundError:
            return [0, 0]
        return [size, total]
