"""The suite's settings with a data folder that parent and killed children share."""

import os
from pathlib import Path

from portal.settings.test import *  # noqa: F403

MEDIA_ROOT = Path(os.environ["CHAOS_FOLDER"]) / "files"
