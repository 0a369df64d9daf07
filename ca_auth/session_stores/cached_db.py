"""Sessions in the database, read through the cache: for several machines that share one."""

from django.contrib.sessions.backends import cached_db

from ca_auth.session_stores import RefuseUnknownKey


class SessionStore(RefuseUnknownKey, cached_db.SessionStore):
    """The public site."""


class InternalSessionStore(RefuseUnknownKey, cached_db.SessionStore):
    """The internal site; the cache holds plain data, so its keys must differ as well."""

    cache_key_prefix = "ca_auth.internal_sessions"
