"""The table of journeys: one row for each, in the order in which they are registered."""

from commons.web.guard.journey import Journey
from commons.web.journeys.community.messages import messages
from commons.web.journeys.community.remark_data import remark_data
from commons.web.journeys.community.remarks import remarks
from commons.web.journeys.editing.drafts import drafting
from commons.web.journeys.editing.source_update import updating
from commons.web.journeys.editing.views import editing
from commons.web.journeys.harvest.atom_sitemap import syndication
from commons.web.journeys.harvest.catalogue import catalog
from commons.web.journeys.harvest.guide import developers
from commons.web.journeys.harvest.ldes import feeds
from commons.web.journeys.harvest.oai import oai
from commons.web.journeys.harvest.robots import robots
from commons.web.journeys.history.changes import changes
from commons.web.journeys.history.views import history_pages
from commons.web.journeys.imports.document_upload import documents
from commons.web.journeys.imports.views import batch
from commons.web.journeys.notifications.follow import following
from commons.web.journeys.notifications.opening import opened_notifications
from commons.web.journeys.notifications.views import notifications
from commons.web.journeys.people.account_list import account_list
from commons.web.journeys.people.accounts import accounts
from commons.web.journeys.people.invitations import invitations
from commons.web.journeys.people.leaving import leaving
from commons.web.journeys.people.organisations import organisations
from commons.web.journeys.people.profiles import profiles
from commons.web.journeys.people.recovery import recovery
from commons.web.journeys.people.sign_in.api_tokens import api_tokens
from commons.web.journeys.people.sign_in.openid import openid
from commons.web.journeys.people.sign_in.own_sessions import own_sessions
from commons.web.journeys.people.sign_in.passkeys import passkeys
from commons.web.journeys.people.sign_in.second_step import second_step
from commons.web.journeys.people.sign_in.two_steps import two_steps
from commons.web.journeys.reuse.collections import collections
from commons.web.journeys.reuse.federation.adapting import adapting
from commons.web.journeys.reuse.federation.inbox import inbox
from commons.web.journeys.reuse.federation.notices import notices
from commons.web.journeys.reuse.federation.reuses import reuses
from commons.web.journeys.reuse.translations import translating
from commons.web.journeys.reuse.trials import trials
from commons.web.journeys.reuse.views import reuse
from commons.web.journeys.search.entities import entities
from commons.web.journeys.search.field_suggestions import suggestions
from commons.web.journeys.search.followed_search import followed_searches
from commons.web.journeys.search.home import home_pages
from commons.web.journeys.search.map.map_data import map_data
from commons.web.journeys.search.map.views import maps
from commons.web.journeys.search.opensearch import opensearch
from commons.web.journeys.search.results.views import search_pages
from commons.web.journeys.search.search_feed import search_feeds
from commons.web.journeys.sheets.cover_images import covers
from commons.web.journeys.sheets.files import media
from commons.web.journeys.sheets.memento import memento
from commons.web.journeys.sheets.pages import sheets
from commons.web.journeys.sheets.paper.views import paper
from commons.web.journeys.sheets.vocabulary import data
from commons.web.journeys.stewardship.operation.audit import audits
from commons.web.journeys.stewardship.operation.dashboard import dashboard
from commons.web.journeys.stewardship.operation.mail_queue import mails
from commons.web.journeys.stewardship.operation.metrics import metrics
from commons.web.journeys.stewardship.operation.purging import purging
from commons.web.journeys.stewardship.review.person_repair import person_repairs
from commons.web.journeys.stewardship.review.reports import reporting
from commons.web.journeys.stewardship.review.reviews import reviews
from commons.web.journeys.stewardship.site.appearance import appearance
from commons.web.journeys.stewardship.site.chosen_settings import chosen_settings
from commons.web.journeys.stewardship.site.site_pages import site_pages
from commons.web.journeys.stewardship.words.missed_searches import missing_sheets
from commons.web.journeys.stewardship.words.themes import theme_pages
from commons.web.journeys.stewardship.words.thesaurus import thesaurus_pages

JOURNEYS: tuple[Journey, ...] = (
    home_pages,
    search_pages,
    maps,
    map_data,
    search_feeds,
    opensearch,
    editing,
    drafting,
    updating,
    suggestions,
    history_pages,
    changes,
    data,
    feeds,
    catalog,
    account_list,
    accounts,
    recovery,
    second_step,
    own_sessions,
    two_steps,
    passkeys,
    api_tokens,
    openid,
    invitations,
    leaving,
    entities,
    profiles,
    organisations,
    developers,
    batch,
    documents,
    oai,
    syndication,
    robots,
    memento,
    media,
    covers,
    sheets,
    reuse,
    adapting,
    notices,
    reuses,
    inbox,
    trials,
    remarks,
    remark_data,
    messages,
    following,
    notifications,
    opened_notifications,
    followed_searches,
    translating,
    collections,
    paper,
    site_pages,
    appearance,
    chosen_settings,
    dashboard,
    metrics,
    thesaurus_pages,
    theme_pages,
    missing_sheets,
    mails,
    reviews,
    reporting,
    person_repairs,
    purging,
    audits,
)
"""Rights, limits, robots.txt, navigation, panels: all is read from these."""
