"""Certificate login as pure functions: keys, certificates, paths, revocation, tokens. Nothing here knows Django."""
