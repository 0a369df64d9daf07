"""Stand-in for the vendor's driver and USB key: a loopback program that signs logins, protocol ``ca-agent/1``.

For development, demonstrations and tests. It knows nothing of Django; the portal knows it only over HTTP.
"""
