"""Settings of the web server, for the demo and for service: gunicorn -c scripts/gunicorn.conf.py portal.wsgi

Threads rather than one request per process: browsers open connections ahead of need, and an idle one would hold a
whole synchronous worker until its time-out.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from portal.settings import env  # noqa: E402

bind = f"{env.text('BIND', '127.0.0.1')}:{env.number('PORT', 8000)}"
worker_class = "gthread"
workers = env.number("WEB_WORKERS", 2)
threads = env.number("WEB_THREADS", 4)
timeout = 60
graceful_timeout = 10
keepalive = 5
# Bounds what a leak can grow to.
max_requests = 2000
max_requests_jitter = 200
# Several copies run side by side; a control socket has one fixed place.
control_socket_disable = True
proc_name = "portal-web"
