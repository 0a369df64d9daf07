"""What may be done at the door: challenges, throttles, trust, revocation, login, sessions, identities."""
