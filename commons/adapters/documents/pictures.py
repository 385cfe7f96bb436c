"""The folder into which the pictures of a document are put, under names of ours."""

from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

MOST_PICTURES = 40
MOST_PICTURE_BYTES = 60 * 1024 * 1024
"""Of all pictures of a document together, as they stand in it."""

_ENDINGS = {
    b"\x89PNG": "png",
    b"\xff\xd8\xff": "jpg",
    b"RIFF": "webp",
}


class PictureLimitError(Exception):
    """A document holds more pictures than are taken."""


@dataclass(slots=True, kw_only=True)
class PictureFolder:
    """Where pictures go: each content once, in the order in which they came."""

    path: Path
    names: dict[str, str] = field(default_factory=dict)
    size: int = 0

    def keep(self, content: bytes) -> str:
        """Put a picture into the folder and return its name there.

        Raises PictureLimitError.
        """
        digest = sha256(content).hexdigest()
        if digest in self.names:
            return self.names[digest]
        self.size += len(content)
        if len(self.names) >= MOST_PICTURES or self.size > MOST_PICTURE_BYTES:
            raise PictureLimitError
        ends = (name for head, name in _ENDINGS.items() if content.startswith(head))
        name = f"image-{len(self.names) + 1}.{next(ends, 'bin')}"
        (self.path / name).write_bytes(content)
        self.names[digest] = name
        return name
