"""The data folder is replaced under a running server."""

import shutil

import pytest

from commons.wiring.components import Components
from tests.people.visitor import Visitor, filled, said_by, token_in


@pytest.mark.sqlite
def test_a_save_into_a_folder_that_was_replaced_is_refused_and_the_text_kept(
    author: Visitor, parts: Components
) -> None:
    address = author.publishes("method")
    page = author.get("/sheets/new/method").get_data(as_text=True)
    parts.catch_up()
    home = parts.settings.data_dir
    home.rename(home.with_name("old"))
    assert author.get("/search?q=porteur").status_code == 503
    assert not home.exists()  # else what is moved here would land inside it
    shutil.copytree(home.with_name("old"), home)
    typed = {"csrf_token": token_in(page), "_do": "publish", "_confirmed": "on"}
    for path in ("/sheets/new/method", "/sheets/new/method"):
        answer = author.client.post(path, data={**typed, **filled(title="Encore")})
        assert answer.status_code == 503
        assert "Revenez en arrière, il y est encore" in said_by(answer)
    signed_in, anybody = author.get(address), author.client.application
    assert signed_in.status_code == 503
    assert "Access-Control-Allow-Origin" not in signed_in.headers
    assert anybody.test_client().get(address).status_code == 503
    assert author.get("/healthz").status_code == 503
