"""What each refusal becomes on the web: a status, and a page or problem+json."""

import errno
import json
from collections.abc import Callable

from flask import Flask, Response, make_response, render_template, request
from flask_babel import gettext, lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import Forbidden, HTTPException
from werkzeug.wrappers import Response as AnyResponse

from commons import errors
from commons.core.domain.addresses import iri
from commons.core.domain.schema.problem import Problem, Rule
from commons.web.display.messages import (
    labelled_text,
    problem_sentence,
    say_sentence,
)
from commons.web.guard.mistyped_addresses import led_on
from commons.web.guard.resubmission import kept_typed
from commons.web.middleware.request_body import AGAIN_SECONDS
from commons.web.request.answers.negotiation import wants_page
from commons.web.request.limits.quotas import quota_message
from commons.web.request.logging import log_failure
from commons.web.request.route_rules import current_rules

NOT_FOUND = 404

STATUS: dict[type[errors.CommonsError], int] = {
    errors.CommonsError: 500,
    errors.NotFoundError: 404,
    errors.DeletedError: 410,
    errors.PurgedError: 410,
    errors.InvalidError: 400,
    errors.UnfitSheetError: 422,
    errors.UnfitFormError: 422,
    errors.UnfitTableError: 422,
    errors.RemovedFileError: 422,
    errors.UnfitFileError: 422,
    errors.TooLargeError: 413,
    errors.FullError: 413,
    errors.TooCostlyError: 413,
    errors.FileFormatError: 400,
    errors.ProtocolError: 400,
    errors.ConflictError: 409,
    errors.ForbiddenError: 403,
    errors.SignInError: 401,
    errors.TakenError: 409,
    errors.NotEmptyError: 409,
    errors.QuotaError: 429,
    errors.BusyError: 503,
    errors.ReadOnlyError: 503,
    errors.UnfinishedError: 503,
    errors.RemoteError: 502,
    errors.MailDelayedError: 503,
    errors.MailRefusedError: 422,
    errors.PreparingError: 503,
    errors.StorageError: 503,
    errors.FilesAwayError: 503,
    errors.DamagedError: 500,
    errors.SchemaError: 500,
    errors.SettingsError: 500,
}
"""Every error of ours -> HTTP status; complete by test."""

TITLES = {
    400: _l("Cette demande n’a pas pu être comprise"),
    401: _l("Il faut se connecter"),
    403: _l("Vous n’avez pas le droit de faire cela"),
    404: _l("Cette page n’existe pas"),
    405: _l("Cette page ne s’ouvre pas de cette façon"),
    406: _l("Nous n’avons pas ce format"),
    409: _l("Quelqu’un est passé avant vous"),
    410: _l("Cette fiche a été supprimée"),
    413: _l("C’est trop volumineux"),
    415: _l("Ce type de contenu n’est pas accepté"),
    422: _l("Il manque quelque chose"),
    429: _l("Trop de demandes en peu de temps"),
    500: _l("Une erreur s’est produite de notre côté"),
    502: _l("Un autre site ne répond pas comme il faut"),
    503: _l("Le service est momentanément indisponible"),
}

WAYS_ON = {
    400: _l("Revenez en arrière et vérifiez l’adresse ou ce que vous avez saisi."),
    401: _l("Connectez-vous, puis recommencez."),
    403: _l("Revenez en arrière, ou repartez de l’accueil."),
    404: _l("Vérifiez l’adresse, ou cherchez la fiche par ses mots."),
    405: _l("Revenez en arrière et recommencez depuis la page."),
    406: _l("Demandez une page HTML, ou l’un des formats proposés sous la fiche."),
    409: _l("Revenez en arrière : votre texte y est encore."),
    410: _l("Cherchez-en une autre par ses mots, ou repartez de l’accueil."),
    413: _l(
        "Votre texte n’a pas été enregistré. Revenez à la page précédente avec votre"
        " navigateur : il y est encore. Raccourcissez-le (2 Mo au plus,"
        " 64 Mo avec les fichiers), puis enregistrez de nouveau."
    ),
    415: _l("Envoyez le formulaire depuis la page."),
    422: _l("Revenez en arrière et complétez."),
    429: _l("Attendez quelques minutes avant de recommencer."),
    500: _l("Revenez en arrière : votre texte y est encore. L’incident est noté."),
    502: _l("Vérifiez l’adresse de l’autre site, ou réessayez plus tard."),
    503: _l(
        "Votre texte n’a pas été enregistré. Revenez en arrière, il y est encore,"
        " et réessayez dans un instant."
    ),
}

LATER = frozenset({429, 503})
"""What is refused for a while only: the page gives a text back, to send it again."""

DUMPS = '</dumps/>; rel="alternate"'
"""Where whoever reads too fast finds everything at once (RFC 8288)."""

KEPT = _l("Votre texte n’a pas été enregistré ; il est encore dans la page.")

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What the system says when a file that is coming in cannot be put aside."""

UNFINISHED_SECONDS = 30
"""After how long to ask again for what the search index does not tell yet."""


READ_ONLY_SECONDS = 300
"""After how long to try again to save where the operator has nothing written."""

PREPARING_SECONDS = 20
"""After how long to ask again for what is being made."""


def install_error_pages(app: Flask) -> None:
    """Answer every error of the application in one way."""
    app.register_error_handler(errors.CommonsError, _commons_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unforeseen)


def explain_error(
    status: int,
    detail: str = "",
    way_on: str = "",
    *,
    give_back: bool = False,
    **more: object,
) -> Response:
    """Answer a page, or problem+json (RFC 9457) to who wants no page.

    `give_back`: the page holds the text that was sent, as it does for what is
    refused for a while. `more` are members of the problem; the page shows its
    `incident`, and what was `typed`.
    """
    title = str(TITLES.get(status, TITLES[500]))
    way_on = way_on or str(WAYS_ON.get(status, ""))
    if current_rules().for_scripts or not wants_page():
        told = {"type": "about:blank", "title": title, "status": status}
        body = json.dumps(
            {**told, "detail": detail or way_on, **more}, ensure_ascii=False
        )
        response = make_response(body, status)
        response.headers["Content-Type"] = "application/problem+json"
    else:
        page = render_template(
            "error.html",
            status=status,
            title=title,
            detail=detail,
            way_on=way_on,
            incident=more.get("incident"),
            typed=more.get("typed"),
            **(kept_typed() if give_back or status in LATER else {}),
        )
        response = make_response(page, status)
    if status == 503:
        response.headers["Retry-After"] = str(AGAIN_SECONDS)
    if status == 429 and request.method != "POST":
        response.headers.add("Link", DUMPS)
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    return response


def _commons_error(error: errors.CommonsError) -> AnyResponse:
    status = STATUS[type(error)]
    if status == NOT_FOUND and (meant := led_on()) is not None:
        return meant
    for sort, told in _TOLD:
        if isinstance(error, sort):
            return told(status, error)
    if status >= 500:
        return _failed(status, error, foreseen=True)
    return explain_error(status)


def _unfit_sheet(status: int, error: errors.UnfitSheetError) -> Response:
    found = [p for p in error.problems if isinstance(p, Problem)]
    named = [labelled_text(p.field, problem_sentence(p)) for p in found]
    return explain_error(status, " ; ".join(named), problems=named)


def _unfit_file(status: int, error: errors.UnfitFileError) -> Response:
    broken = Problem(field="", rule=Rule(error.rule), details=error.details)
    return explain_error(status, problem_sentence(broken))


def _too_large(status: int, error: errors.TooLargeError) -> Response:
    """Say what is too much; what was typed in a sheet's form is given back."""
    if not error.rule:
        return explain_error(status)
    broken = Problem(field="", rule=Rule(error.rule), details=error.details)
    if not current_rules().resumes:
        return explain_error(status, problem_sentence(broken))
    typed = [
        f"{name} :\n{text}\n"
        for name, text in request.form.items(multi=True)
        if text.strip() and not (name.startswith("_") or name == "csrf_token")
    ]
    way_on = (
        gettext(
            "Rien n’a été enregistré. Voici tout ce que vous avez envoyé : gardez-le,"
            " puis partagez-le en plusieurs fiches."
        )
        if typed
        else gettext(
            "Téléchargez son texte depuis sa page, et partagez-le en plusieurs fiches."
        )
    )
    return explain_error(
        status, problem_sentence(broken), way_on, typed="\n".join(typed)
    )


def _full(status: int, error: errors.FullError) -> Response:
    told = quota_message(error.sort, error.most)
    return explain_error(status, told, str(KEPT), give_back=True)


def _preparing(status: int, error: errors.PreparingError) -> Response:
    """Say when to come back for what is being made."""
    response = explain_error(
        status,
        gettext(error.sentence),
        gettext("Rechargez cette page dans une minute."),
    )
    response.headers["Retry-After"] = str(PREPARING_SECONDS)
    return response


def _files_away(status: int, _error: errors.FilesAwayError) -> Response:
    """Say that texts are here, and files are not."""
    told = gettext("Les images et les documents ne peuvent être ni lus ni reçus.")
    return explain_error(status, told)


def _too_costly(status: int, error: errors.TooCostlyError) -> Response:
    return explain_error(status, "", gettext(error.sentence))


def _spent(status: int, error: errors.QuotaError) -> Response:
    """Say when the account may go on."""
    response = explain_error(status, quota_message(error.sort, error.most), str(KEPT))
    response.headers["Retry-After"] = str(error.seconds)
    return response


def _remote(status: int, error: errors.RemoteError) -> Response:
    """Say what another site refuses, or why it is not asked: nothing failed here."""
    return explain_error(status, say_sentence(error.sentence, error.details))


def _unfinished(status: int, _error: errors.UnfinishedError) -> Response:
    """Say when to come back: the index is being made, and nothing has failed."""
    detail = gettext("La recherche est en train d’être refaite.")
    response = explain_error(status, detail, gettext("Recommencez dans une minute."))
    response.headers["Retry-After"] = str(UNFINISHED_SECONDS)
    return response


def _read_only(status: int, _error: errors.ReadOnlyError) -> Response:
    """Say why nothing is saved, and give the text back: nothing failed here."""
    response = explain_error(
        status,
        gettext(
            "Ce site est en lecture seule pour le moment : tout se lit, rien ne"
            " s’enregistre."
        ),
        gettext("Gardez cette page ouverte, et réessayez plus tard."),
        give_back=True,
    )
    response.headers["Retry-After"] = str(READ_ONLY_SECONDS)
    return response


_TOLD: tuple[tuple[type[errors.CommonsError], Callable[..., Response]], ...] = (
    (errors.UnfinishedError, _unfinished),
    (errors.ReadOnlyError, _read_only),
    (errors.RemoteError, _remote),
    (errors.PreparingError, _preparing),
    (errors.FilesAwayError, _files_away),
    (errors.FullError, _full),
    (errors.TooLargeError, _too_large),
    (errors.QuotaError, _spent),
    (errors.TooCostlyError, _too_costly),
    (errors.UnfitSheetError, _unfit_sheet),
    (errors.UnfitFileError, _unfit_file),
)
"""What is told in more than its status: the error -> what answers it."""


def _http_error(error: HTTPException) -> AnyResponse:
    if error.code is None or error.code < 400:
        return error.get_response()
    if error.code == NOT_FOUND and (meant := led_on()) is not None:
        return meant
    response = explain_error(error.code, *_told(error))
    for name, value in error.get_headers():
        if name not in {"Content-Type", "Content-Length"}:
            response.headers[name] = value
    return response


def _told(error: HTTPException) -> tuple[str, str]:
    """Give the detail of a refusal, and the way on; "" for what its status says."""
    rules = current_rules()
    if error.code == 413 and rules.too_large:
        said = str(rules.too_large)
        return (said, "") if rules.for_scripts else ("", said)
    if isinstance(error, CSRFError):
        return gettext("Le formulaire avait expiré."), ""
    own = isinstance(error, Forbidden) and error.description != Forbidden.description
    return (error.description or "", "") if own else ("", "")


def _unforeseen(error: Exception) -> Response:
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return _failed(503, error, foreseen=True)
    return _failed(500, error, foreseen=False)


def _failed(status: int, error: Exception, *, foreseen: bool) -> Response:
    """Write the failure down under a reference, which the page shows too."""
    incident = iri.new_id()
    log_failure(status, error, incident, foreseen=foreseen)
    return explain_error(status, incident=incident)
