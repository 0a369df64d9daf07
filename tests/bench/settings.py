"""The demo's settings, with the yardsticks' pages beside the portal's own and connections that last, as in service."""

from portal.settings.dev import *  # noqa: F403
from portal.settings.dev import DATABASES

ROOT_URLCONF = "tests.bench.urls"
DATABASES["default"]["CONN_MAX_AGE"] = 600
