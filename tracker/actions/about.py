"""What runs here: the version of the program and of its reading."""

import tomllib
from pathlib import Path

from django.conf import settings

from scanner.facts import ANALYZER as ANALYZER

VERSION: str = tomllib.loads((Path(settings.BASE_DIR) / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
