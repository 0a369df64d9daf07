"""Static files carry a hash of their content in their names: kept by browsers for a year, never stale."""

from django.contrib.staticfiles.storage import HashedFilesMixin, ManifestStaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

_, MODULE_IMPORTS = HashedFilesMixin._js_module_import_aggregation_patterns

# In our own scripts, which are modules, imports are rewritten to those names. Django's switch for that would also read
# other people's scripts, some of which import what only their build tools find.
PATTERNS = (*HashedFilesMixin.patterns, ("js/*.js", MODULE_IMPORTS), ("ca_auth/*.mjs", MODULE_IMPORTS))


class PortalStaticStorage(ManifestStaticFilesStorage):
    patterns = PATTERNS


class CompressedPortalStaticStorage(CompressedManifestStaticFilesStorage):
    """Also compressed once and for all; not worth a minute's wait on one's own machine."""

    patterns = PATTERNS
