"""Fixtures shared by all tests live in tests/plugins/."""

pytest_plugins = ["tests.plugins.auth", "tests.plugins.browser", "tests.plugins.postgres"]
