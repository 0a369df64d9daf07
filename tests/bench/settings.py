"""The demo's settings, with the yardsticks' pages beside the portal's own."""

from portal.settings.dev import *  # noqa: F403

ROOT_URLCONF = "tests.bench.urls"
