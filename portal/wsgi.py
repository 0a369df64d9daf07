"""Entry point of the web servers. Runs the checks first: an unsafe portal must not answer a single request."""

import os
import sys

from django.core.checks import Tags, run_checks
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")
application = get_wsgi_application()

serious = [message for message in run_checks(tags=["portal", Tags.security]) if message.is_serious()]
if serious:
    sys.exit("系统没有启动，以下设置不安全：\n" + "\n".join(f"  {message.id}: {message.msg}" for message in serious))
