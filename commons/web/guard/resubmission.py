"""Keeps what was typed when a form is refused at the door.

A session that ended or a token that expired must not cost a text: it travels
in hidden controls through the sign-in page and back to the form where it was
typed. Only to forms that show it again: any other order must be given anew, or
a page elsewhere could have somebody who signs in carry it out.
"""

import json
from urllib.parse import urlsplit

from flask import (
    Response,
    current_app,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from commons.web.request.responses import uncached_page, within_site
from commons.web.request.route_rules import current_rules, rules_of

_OURS = frozenset({"csrf_token", "_do"})


def ask_to_sign_in(*, typed: bool) -> AnyResponse:
    """Answer the sign-in page; with `typed`, a text that was posted comes along."""
    back = within_site(request.full_path)
    if not typed:
        return redirect(url_for("accounts.login_page", next=back), 302)
    resumed = current_rules().resumes
    page = render_template(
        "people/sign_in/login.html",
        next=back if resumed else within_site(urlsplit(request.referrer or "").path),
        kept=pack_form(request.form) if resumed else "",
        files_lost=_had_files(),
        wanted=True,
        email="",
        faults={},
    )
    return uncached_page(page, 401)


def may_resume(back: str) -> bool:
    """Say whether what was typed may come back to this path of the site."""
    adapter = current_app.create_url_adapter(request)
    try:
        endpoint, _ = adapter.match(urlsplit(back).path, "POST")  # type: ignore[union-attr]  # there is one within a request
    except HTTPException:
        return False
    return rules_of(current_app)[endpoint].resumes


def resume_page(typed: MultiDict[str, str], back: str) -> Response:
    """Answer a page that gives back what was typed, one click from the form."""
    page = render_template(
        "people/resume.html",
        action=within_site(back),
        pairs=_pairs(typed),
        files_lost=_had_files(),
    )
    return uncached_page(page, 200)


def kept_typed() -> dict[str, object]:
    """Give what a page of refusal needs to give a text back, {} when there is none.

    `action` is the path of its form, `pairs` are its controls in order.
    """
    if request.method != "POST" or not current_rules().resumes:
        return {}
    try:
        pairs = _pairs(request.form)
    except HTTPException:  # too large to be read
        return {}
    back = within_site(request.full_path)
    return {"action": back, "pairs": pairs, "files_lost": _had_files()}


def _pairs(typed: MultiDict[str, str]) -> list[tuple[str, str]]:
    return [pair for pair in typed.items(multi=True) if pair[0] not in _OURS]


def _had_files() -> bool:
    """Say whether files came along, which no hidden control can carry."""
    return any(sent.filename for _, sent in request.files.items(multi=True))


def pack_form(typed: MultiDict[str, str]) -> str:
    """Put what was typed into one text."""
    return json.dumps(_pairs(typed), ensure_ascii=False)


def unpack_form(text: str) -> MultiDict[str, str]:
    """Undo `pack_form`; what it did not make is nothing."""
    try:
        pairs = json.loads(text)
        return MultiDict((_sound(name), _sound(value)) for name, value in pairs)
    except (ValueError, TypeError, RecursionError):
        return MultiDict()


def kept_pairs(text: str) -> list[tuple[str, str]]:
    """Return the controls of a form that `pack_form` made a text of, in order."""
    return list(unpack_form(text).items(multi=True))


def _sound(value: object) -> str:
    """Give a text that can be written down: halves of a pair cannot."""
    return str(value).encode("utf-8", "replace").decode()
