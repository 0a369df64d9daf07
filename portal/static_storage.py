from whitenoise.storage import CompressedManifestStaticFilesStorage


class PortalStaticStorage(CompressedManifestStaticFilesStorage):
    """Names carry a hash of the content, so that browsers keep files for a year and never show a stale one."""

    # Our scripts are ES modules that import each other by name.
    support_js_module_import_aggregation = True
