"""Pages and calls of the login. Every view declares who may call it."""
