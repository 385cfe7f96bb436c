"""What the build made is found by its plain name, from a manifest that is read once."""

import json
from pathlib import Path

from commons.web.request.build_manifest import built_path, read_manifest


def test_built_files_are_found_by_their_plain_names(tmp_path: Path) -> None:
    (tmp_path / "dist").mkdir()
    manifest = tmp_path / "dist" / "manifest.json"
    manifest.write_text(json.dumps({"site.css": "site-AB.css"}))
    assert read_manifest(str(tmp_path)) == {"site.css": "site-AB.css"}
    assert built_path(str(tmp_path), "site.css") == tmp_path / "dist/site-AB.css"
    assert built_path(str(tmp_path), "else.css") is None
    manifest.unlink()
    assert built_path(str(tmp_path), "site.css") == tmp_path / "dist/site-AB.css"


def test_before_anything_is_built_there_is_nothing(tmp_path: Path) -> None:
    assert read_manifest(str(tmp_path)) == {}
    assert built_path(str(tmp_path), "site.css") is None
