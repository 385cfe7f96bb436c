"""The process that decodes one picture and ends, `python -m commons.adapters.media.decoder_process`.

Its arguments are a file, a folder and what is wanted: "whole" writes into the folder
`clean`, unless the file is clean already, and the smaller sizes, named by their
widths; "sizes" writes these alone. It answers a line of JSON. Whoever sends a
picture can make it work, so the system itself bounds its time and its memory.
"""

import json
import sys
from pathlib import Path

from commons.adapters.media import images
from commons.adapters.media.image_headers import (
    ImageHeader,
    hides_nothing,
    read_image_header,
)
from commons.core.files.resource_limits import bound_resources

MOST_PROCESSOR_SECONDS = 12
MOST_MEMORY_BYTES = 1536 * 1024 * 1024

BROKEN, TOO_HARD = 3, 4
"""What it ends with: the picture cannot be decoded, or asks for too much."""


def main(path: str, folder: str, wanted: str) -> int:
    """Decode a picture; give what to end with."""
    bound_resources(MOST_PROCESSOR_SECONDS, MOST_MEMORY_BYTES)
    try:
        with Path(path).open("rb") as file:
            found = read_image_header(file)
            if found is None:
                return BROKEN
            lighter = images.is_vast(found) or file.seek(0, 2) > images.KEPT_BYTES
            image = images.open_image(file, found)
            clean = wanted == "sizes" or (not lighter and _is_clean(file, image, found))
            if not clean:
                with (Path(folder) / "clean").open("w+b") as into:
                    image = images.clean_image(image, found, into, lighter=lighter)
            made = images.smaller_sizes(image)
    except (images.BrokenPictureError, ValueError, EOFError):
        return BROKEN
    except (MemoryError, images.HardPictureError):
        return TOO_HARD
    for width, content in made:
        (Path(folder) / str(width)).write_bytes(content)
    size = images.size_of(image)
    told = {
        "clean": clean,
        "width": size.width,
        "height": size.height,
        "widths": [width for width, _ in made],
    }
    sys.stdout.write(json.dumps(told))
    return 0


def _is_clean(file: images.File, image: images.Picture, found: ImageHeader) -> bool:
    return images.is_clean(image, found) and hides_nothing(file, found)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
