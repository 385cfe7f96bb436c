"""What the build made is served."""

import pytest
from flask import Flask

from commons.web.request.build_manifest import built_path


@pytest.mark.parametrize("name", ["site.css", "pictograms.json"])
def test_the_application_serves_what_was_built(app: Flask, name: str) -> None:
    path = built_path(str(app.static_folder), name)
    assert path is not None
    with app.test_client().get(f"/static/dist/{path.name}") as answer:
        assert answer.status_code == 200
        assert answer.get_data() == path.read_bytes()


def test_a_name_that_no_disk_takes_is_not_found(app: Flask) -> None:
    assert app.test_client().get(f"/static/{'a' * 4000}").status_code == 404
