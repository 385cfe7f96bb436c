"""Files over HTTP: taking one in for a script, and serving those that are here."""

from pathlib import Path

from flask import (
    Flask,
    Request,
    Response,
    jsonify,
    make_response,
    request,
    send_file,
    url_for,
)
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import BadRequest
from werkzeug.routing import BaseConverter

from commons.adapters.media.ingest import size_made, take_file
from commons.adapters.store.log.projections import file_visibility
from commons.adapters.store.stewardship.review import held_edits
from commons.core.domain.people.account import Permission, has_permission
from commons.core.domain.people.api_token import Scope
from commons.core.domain.pictures.media import (
    ANY_TYPE,
    PATTERN,
    file_name,
    is_image,
    media_type,
)
from commons.core.domain.pictures.size import WIDTHS
from commons.errors import NotFoundError
from commons.services.publishing import quotas
from commons.web.guard.journey import Journey
from commons.web.middleware.request_body import let_server_send
from commons.web.request.context import components, current_account, current_writer
from commons.web.request.limits.rate_limits import FILES, PICTURES
from commons.web.request.responses import FOR_EVER, SANDBOX
from commons.web.request.route_rules import Frozen

media = Journey("media", __name__, has_pages=False)

UPLOAD_BYTES = 26 * 1024 * 1024
TOO_LARGE = _l("Un document fait 20 Mo au plus, une image 25 Mo au plus.")

FOR_ONE = "private, no-store"
_WEBP = "image/webp"
_LONGEST_NAME = 200


class FileName(BaseConverter):
    """The name of a file in an address."""

    regex = PATTERN


class QuietSessions(SecureCookieSessionInterface):
    """Keeps sessions, and says nothing of them where a file is served."""

    def save_session(
        self, app: Flask, session: SessionMixin, response: Response
    ) -> None:
        """Save as Flask does, but for files: they are the same for everybody."""
        if request.blueprint != media.name or request.method == "POST":
            super().save_session(app, session, response)


class UploadRequest(Request):
    """A request whose files wait on the disk of the blob store, not in memory."""

    def _get_file_stream(self, *_: object, **__: object) -> object:  # type: ignore[override]  # werkzeug's own hook, whose arguments are of no use
        return components().blobs.aside()


@media.post(
    "/media",
    needs=Permission.WRITE,
    scope=Scope.MEDIA_WRITE,
    writes=FILES,
    upload_bytes=UPLOAD_BYTES,
    too_large=TOO_LARGE,
    for_scripts=True,
)
def upload_file() -> tuple[Response, int]:
    """Take in one file, multipart field `serve_file`; say what a field keeps of it."""
    sent = request.files.get("file")
    if sent is None:
        raise BadRequest
    here = components()
    size = sent.stream.seek(0, 2)
    sent.stream.seek(0)
    with here.store.write(quiet=True, durable=False) as work:
        quotas.send_file(work, current_writer().id, size, here.settings.quotas)
    taken = take_file(here.blobs, sent.stream, sent.filename or "")
    with here.store.write(quiet=True, durable=False) as work:
        file_visibility.note_sender(work, current_writer().id, [taken.name])
    told = jsonify(
        file=taken.name,
        url=url_for("media.serve_file", name=taken.name),
        width=taken.size.width if taken.size else None,
        height=taken.size.height if taken.size else None,
        name=taken.title,
        type=media_type(taken.name),
    )
    return told, 201


@media.get(
    "/media/<file_name:name>",
    needs=Permission.READ,
    scope=Scope.READ,
    frozen=Frozen(any_query=True),
)
def serve_file(name: str) -> Response:
    """Serve a file as it is: an image to be shown, any other to be kept.

    `?as=` is the name that a document is kept under, without its ending.
    """
    blobs = components().blobs
    lasting = _caching(name)
    path = blobs.path(name)
    if not path.is_file() or path.is_symlink():
        raise NotFoundError(name)
    response = _served(path, media_type(name), name)
    if not is_image(name):
        called = request.args.get("as", "")[:_LONGEST_NAME]
        whole = f"; filename={file_name(called, name)}" if called else ""
        response.headers["Content-Disposition"] = f"attachment{whole}"
    response.headers["Cache-Control"] = lasting
    return response


@media.get(
    "/media/<file_name:name>/<number:width>",
    needs=Permission.READ,
    scope=Scope.READ,
    reads=PICTURES,
    frozen=Frozen(path="/media/{width}/{name}.webp"),
)
def serve_smaller(name: str, width: int) -> Response:
    """Serve an image no wider than this, in pixels: one of a few widths."""
    blobs = components().blobs
    if width not in WIDTHS or not is_image(name):
        raise NotFoundError(f"{name}/{width}")
    lasting = _caching(name)
    size = None if blobs.size_path(name, width).is_file() else blobs.size(name)
    if size and size.width <= width:
        response = _served(blobs.path(name), media_type(name), name)
    else:
        response = _served(size_made(blobs, name, width), _WEBP, f"{name}-{width}")
    response.headers["Cache-Control"] = lasting
    return response


def _caching(name: str) -> str:
    """Say who may keep a file that is here: everybody, while a sheet names it.

    Until then whoever sent it, may open a draft that names it, or may review an edit
    that does, sees it, as who may restore the sheets that named it; no cache keeps it. Raises NotFoundError for anybody else, as if it were not here.
    """
    store = components().store
    with store.read() as work:
        if file_visibility.is_public(work, name):
            return FOR_EVER
    who = current_account()
    if who is not None:
        with store.read() as work:
            reviews = has_permission(who.role, Permission.REVIEW)
            restores = has_permission(who.role, Permission.RESTORE)
            if (
                file_visibility.may_see(work, who.id, name)
                or (reviews and held_edits.names_file(work, name))
                or (restores and file_visibility.is_named(work, name))
            ):
                return FOR_ONE
    raise NotFoundError(name)


def _served(path: Path, sort: str, tag: str) -> Response:
    """Answer a file that never changes, in ranges if so asked (RFC 9110, 14)."""
    if request.if_none_match.contains(tag):
        response = Response(
            status=304, mimetype=sort or ANY_TYPE
        )  # the file need not be opened
        response.set_etag(tag)
    else:
        response = make_response(
            send_file(path, mimetype=sort or ANY_TYPE, conditional=True, etag=tag)
        )
        let_server_send(response, path)
    for name in ("Last-Modified", "Content-Disposition"):
        response.headers.remove(name)
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
