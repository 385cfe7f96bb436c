"""Opens what leaves the site and what is brought in: notices, e-mails, adaptations."""

from zoneinfo import ZoneInfo

from commons.adapters.mail.message import read_sender, write_message
from commons.adapters.mail.transports import open_session
from commons.services.federation.adapting import Adapting
from commons.services.federation.notices.checking import Checker
from commons.services.federation.notices.sending import Sender
from commons.services.notifications.digest_letters import DigestWriter
from commons.services.notifications.digests import DigestCourier
from commons.services.notifications.searches import SearchWatcher
from commons.services.people.mail.letters import Letterhead
from commons.services.people.mail.mail_courier import MailCourier
from commons.wiring.components import Components
from commons.wiring.shipped import translate_sentence


def open_courier(components: Components) -> tuple[Sender, Checker]:
    """Return what sends and looks into notices."""
    settings = components.chosen.apply(components.settings)
    sender = Sender(
        store=components.store,
        remote=components.remote,
        base=settings.base_url,
        name=settings.site_name,
        retry_seconds=settings.notice_retry_seconds,
    )
    checker = Checker(
        schema=components.live_schema.current,
        places=components.places,
        store=components.store,
        remote=components.remote,
        base=settings.base_url,
        trusted_hosts=settings.trusted_hosts,
        retry_seconds=settings.notice_retry_seconds,
    )
    return sender, checker


def open_adapting(components: Components) -> Adapting:
    """Return what adapts sheets and pages of other sites."""
    return Adapting(
        schema=components.schema,
        store=components.store,
        blobs=components.blobs,
        remote=components.remote,
        base=components.settings.base_url,
        quotas=components.settings.quotas,
    )


def open_letterhead(components: Components) -> Letterhead:
    """Return how the site writes to people."""
    settings = components.settings
    return Letterhead(
        site=settings.site_name, base=settings.base_url, translate=translate_sentence
    )


def open_mail_courier(components: Components) -> MailCourier:
    """Return what sends e-mails; only for an instance that sends any."""
    settings = components.settings
    sender = read_sender(settings.mail_from)
    return MailCourier(
        store=components.store,
        write=lambda mail: write_message(mail, sender),
        open=lambda: open_session(settings.mail_url),
        compose=_digest_writer(components).compose,
    )


def _digest_writer(components: Components) -> DigestWriter:
    return DigestWriter(
        store=components.store,
        schema=components.live_schema.current,
        places=components.places,
        head=open_letterhead(components),
        key=components.settings.secret_key,
    )


def open_search_watcher(components: Components) -> SearchWatcher:
    """Return what looks at the searches that are followed."""
    return SearchWatcher(
        store=components.store,
        index=components.index,
        schema=components.live_schema.current,
        places=components.places,
    )


def open_digest_courier(components: Components) -> DigestCourier:
    """Return what queues e-mails of what happened; only where any are sent."""
    zone = ZoneInfo(components.settings.timezone)
    return DigestCourier(store=components.store, zone=zone)
