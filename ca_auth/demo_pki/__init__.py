"""Issues the demo authorities, certificates and keys. For development and tests; production never imports it."""
