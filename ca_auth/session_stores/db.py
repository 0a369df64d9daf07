"""Sessions in the database."""

from django.contrib.sessions.backends import db

from ca_auth.session_stores import RefuseUnknownKey


class SessionStore(RefuseUnknownKey, db.SessionStore):
    """The public site (and Django's test client)."""


class InternalSessionStore(RefuseUnknownKey, db.SessionStore):
    """The internal site."""
