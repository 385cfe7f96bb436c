"""Accounts: signing up, in and out, one's profile, and others' roles."""

from contextlib import suppress

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_login import current_user, logout_user
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.community.messages import wants_messages
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.federation import news
from commons.adapters.store.log import revisions
from commons.adapters.store.people import thanks
from commons.adapters.store.people.credentials import second_factors, sessions
from commons.core.domain.language.characters import clean_line
from commons.core.domain.people.account import Account, Permission
from commons.core.domain.people.sign_in import SignInWay
from commons.errors import (
    NotFoundError,
    ReadOnlyError,
    SignInError,
    UnfitFormError,
)
from commons.services.people.accounts import (
    Application,
    JudgedApplication,
    admit,
    change_password,
    check_password,
    judge_application,
    judge_password,
    password_is_weak,
)
from commons.services.people.invitations import (
    admit_invited,
    invited_address,
    inviter_of,
)
from commons.services.people.mail.letters import LetterSort
from commons.services.people.recovery import (
    ask_confirmation,
    tell_known,
)
from commons.services.people.sign_in.failed_sign_ins import count_failed_sign_in
from commons.services.people.sign_in.holder_letters import tell_holder
from commons.web.display.messages import translate_faults
from commons.web.display.profile_view import ROLE_NAMES
from commons.web.guard.journey import Journey
from commons.web.guard.known_devices import is_known_device, known_device
from commons.web.journeys.people.sign_in.entering import enter, stay_signed_in
from commons.web.journeys.people.sign_in.openid import ID_TOKEN
from commons.web.journeys.people.sign_in.second_step import ask_code
from commons.web.request.context import (
    SignedIn,
    components,
    current_account,
    current_writer,
)
from commons.web.request.limits.quotas import nearly_taken
from commons.web.request.limits.rate_limits import (
    count_mail,
    count_sign_in,
    forgive_sign_ins,
    limit_accounts,
    limit_addresses,
    limit_everyone,
)
from commons.web.request.locale import page_language
from commons.web.request.responses import uncached_page, within_site
from commons.wiring.deliveries import open_letterhead

_LONGEST_SECRET = 100

accounts = Journey("accounts", __name__)


@accounts.route(
    "/register",
    methods=["GET", "POST"],
    needs=Permission.SIGN_IN,
    writes=limit_addresses("new accounts", "60 per hour;100 per day"),
    crawled=False,
)
def register_page() -> AnyResponse:
    """Open an account; says the same whether the e-mail has one or not."""
    here = components()
    try:
        inviter = _inviter()
    except Forbidden as error:
        said = error.description
        return uncached_page(_register_page({}, "", closed=said or ""), 403)
    if request.method == "GET":
        return uncached_page(_register_page({}, inviter), 200)
    application = Application(
        email=request.form.get("email", ""),
        name=request.form.get("name", ""),
        password=request.form.get("password", ""),
        language=page_language(),
    )
    if here.settings.sends_mail:
        count_mail(application.email)
    try:
        judged = judge_application(application, here.settings.site_name)
        with here.store.write(quiet=True) as work:
            opened = _admitted(work, judged, invited=bool(inviter))
            _write_to_newcomer(work, opened, application.email)
    except UnfitFormError as error:
        return uncached_page(
            _register_page(translate_faults(error.faults), inviter), 422
        )
    flash(_noted(invited=bool(inviter)), "good")
    session["email"] = clean_line(application.email)
    return redirect(url_for("accounts.login_page", next=_next()), 303)


def _inviter() -> str:
    """Return the name of who invites, "" for nobody. Raises Forbidden (403)."""
    registration, secret = components().settings.registration, _invitation()
    if registration == "closed":
        raise Forbidden(gettext("Les comptes sont ouverts par l’équipe de ce wiki."))
    if not secret and registration == "open":
        return ""
    try:
        with components().store.read() as work:
            return inviter_of(work, secret).person.name
    except NotFoundError as error:
        if registration == "open":
            return ""
        said = gettext(
            "Ici, on ouvre un compte sur invitation : demandez-en une à l’équipe."
        )
        if secret:
            said = gettext(
                "Ici, on ouvre un compte sur invitation. Celle-ci a déjà servi, a plus de"
                " deux semaines, ou a été annulée : demandez-en une autre."
            )
        raise Forbidden(said) from error


def _invitation() -> str:
    return request.values.get("invitation", "")[:_LONGEST_SECRET]


def _admitted(
    work: Work, judged: JudgedApplication, *, invited: bool
) -> Account | None:
    if invited:
        return admit_invited(work, _invitation(), judged)
    return admit(work, judged)


def _write_to_newcomer(work: Work, opened: Account | None, email: str) -> None:
    """Have the address confirmed, or say there that it has an account already."""
    here = components()
    if not here.settings.sends_mail:
        return
    if opened is None:
        tell_known(work, open_letterhead(here), email)
    elif not opened.email_confirmed:
        ask_confirmation(work, open_letterhead(here), opened)


def _noted(*, invited: bool) -> str:
    """Say what comes next; the same whether the address was new or not.

    An invitation that was sent to an address has confirmed it.
    """
    said = gettext(
        "C’est noté. Connectez-vous avec l’adresse et le mot de passe que vous"
        " venez de choisir."
    )
    if components().settings.sends_mail and invited:
        said += " " + gettext(
            "Si l’invitation n’est pas arrivée à cette adresse, un courriel vous demande"
            " de la confirmer."
        )
    elif components().settings.sends_mail:
        said += " " + gettext("Un courriel vous demande de confirmer votre adresse.")
    return str(said)


@accounts.route(
    "/login",
    methods=["GET", "POST"],
    needs=Permission.SIGN_IN,
    writes=limit_addresses(
        "signing in", "60 per 5 minutes;600 per day", exempts=is_known_device
    ),
    crawled=False,
)
def login_page() -> AnyResponse:
    """Open a session; what was typed before it ended comes back."""
    back = within_site(request.values.get("next", ""))
    if request.method == "GET":
        return (
            redirect(back)
            if current_account()
            else uncached_page(_login_page(back), 200)
        )
    here = components()
    email, password = (request.form.get(name, "") for name in ("email", "password"))
    device = known_device(email)
    count_sign_in(email, device)
    try:
        with here.store.read() as work:
            found = check_password(work, email, password)
    except SignInError:
        with here.store.write(quiet=True) as work:
            count_failed_sign_in(work)
        fault = gettext("E-mail ou mot de passe incorrect.")
        page = _login_page(back, email=email, faults={"email": fault})
        return uncached_page(page, 401)
    forgive_sign_ins(email, device)
    return _go_on(found, password, back)


def _go_on(found: Account, password: str, back: str) -> AnyResponse:
    """Open a session, or ask for a code first; tell whose password is weak."""
    here, kept = components(), request.form.get("_kept", "")
    with here.store.read() as work:
        with_code = second_factors.find_factor(work, found.id) is not None
    answer = (
        ask_code(found, back, kept)
        if with_code
        else enter(found, SignInWay.PASSWORD, back, kept)
    )
    if password_is_weak(found, password, here.settings.site_name, with_code=with_code):
        flash(_weak_words(), "warn")
    return answer


def _weak_words() -> str:
    return str(
        gettext(
            "Votre mot de passe est plus facile à deviner que ce que ce site demande"
            " aujourd’hui : changez-le dans « Mon compte »."
        )
    )


@accounts.post(
    "/logout",
    needs=Permission.SIGN_IN,
    writes=limit_everyone("signing out", "60 per hour", "60 per hour"),
    when_read_only=True,
    crawled=False,
)
def log_out() -> AnyResponse:
    """Close the session, here and in the store; here alone where that is read-only."""
    came_by, id_token = "", session.get(ID_TOKEN)
    if isinstance(signed_in := current_user._get_current_object(), SignedIn):  # noqa: SLF001  # flask-login has no other way to the object
        came_by = signed_in.session.way if signed_in.session else ""
        with suppress(ReadOnlyError), components().store.write(quiet=True) as work:
            sessions.close_session(work, signed_in.token)
    logout_user()
    session.clear()
    if came_by == SignInWay.OPENID and components().settings.openid:
        session[ID_TOKEN] = id_token or ""
        return redirect(url_for("openid.gone_page"), 303)
    return redirect(url_for("home.home_page"), 303)


@accounts.route(
    "/account",
    methods=["GET", "POST"],
    needs=Permission.OWN_ACCOUNT,
    writes=limit_accounts("one's account", "20 per 5 minutes"),
    crawled=False,
)
def profile_page() -> AnyResponse:
    """Show one's profile; change one's password, which ends all other sessions."""
    me, here = current_writer(), components()
    found: dict[str, str] = {}
    if request.method == "POST":
        try:
            _change_password(me)
        except SignInError:
            found = {"old": gettext("Ce n’est pas votre mot de passe actuel.")}
        except UnfitFormError as error:
            found = translate_faults(error.faults)
        else:
            stay_signed_in(me, SignInWay.PASSWORD)
            flash(_changed_words(), "good")
            return redirect(url_for("accounts.profile_page"), 303)
    with here.store.read() as work:
        with_code = second_factors.find_factor(work, me.id) is not None
        mine = revisions.by_person(work, me.person.id, limit=100)
        thanked = thanks.thanks_received(work, me.person.id, limit=100)
        quotas = nearly_taken(work)
        unseen = news.count_unseen(work, me.id)
        wanted = wants_messages(work, me.id)
    page = render_template(
        "people/profile.html",
        me=me,
        sends_mail=here.settings.sends_mail,
        unseen=unseen,
        messages=wanted,
        sheets=mine,
        thanked=thanked,
        faults=found,
        role=ROLE_NAMES[me.role],
        with_code=with_code,
        quotas=quotas,
    )
    return uncached_page(page, 422 if found else 200)


def _change_password(me: Account) -> None:
    """Change one's password. Raises SignInError, UnfitFormError, TooManyRequests (429)."""
    here = components()
    count_sign_in(me.email, known_device(me.email))
    with here.store.read() as work:
        check_password(work, me.email, request.form.get("old", ""))
        site, typed = here.settings.site_name, request.form.get("password", "")
        hashed = judge_password(work, me, typed, site)
    with here.store.write(quiet=True) as work:
        change_password(work, me, hashed)
        head = open_letterhead(here) if here.settings.sends_mail else None
        tell_holder(work, head, me, LetterSort.PASSWORD_CHANGED)


def _changed_words() -> str:
    return str(
        gettext(
            "Votre mot de passe est changé, et vos sessions sur d’autres appareils sont"
            " fermées."
        )
    )


def _register_page(found: dict[str, str], inviter: str, closed: str = "") -> str:
    """Return the form, or where it is `closed` to who asks, why."""
    return render_template(
        "people/sign_in/register.html",
        closed=closed,
        faults=found,
        inviter=inviter,
        invitation=_invitation() if inviter else "",
        next=_next() or "",
        email=request.form.get("email") or _invited_address(inviter),
        name=request.form.get("name", ""),
    )


def _invited_address(inviter: str) -> str:
    """Return the address that the invitation went to, "" for none."""
    if not inviter:
        return ""
    with components().store.read() as work:
        return invited_address(work, _invitation())


def _next() -> str | None:
    """Give where to go once signed in, None for the first page."""
    back = within_site(request.values.get("next", ""))
    return None if back == "/" else back


def _login_page(
    back: str, *, email: str = "", faults: dict[str, str] | None = None
) -> str:
    return render_template(
        "people/sign_in/login.html",
        next=back,
        kept=request.form.get("_kept", ""),
        wanted=back != "/",
        email=email or session.pop("email", ""),
        faults=faults or {},
    )
