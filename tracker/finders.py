"""Static files from node_modules: the few on a list, none else."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage, Error, register
from django.core.files.storage import FileSystemStorage, Storage

#: Address below static/ -> file below node_modules/.
FILES = {
    "vendor/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "vendor/tabler.min.css.map": "@tabler/core/dist/css/tabler.min.css.map",
    "vendor/chart.umd.min.js": "chart.js/dist/chart.umd.min.js",
    "vendor/chart.umd.min.js.map": "chart.js/dist/chart.umd.min.js.map",
    "vendor/chartjs-plugin-annotation.min.js": "chartjs-plugin-annotation/dist/chartjs-plugin-annotation.min.js",
    "vendor/inter.woff2": "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
    "vendor/jetbrains-mono.woff2": "@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2",
}


class _Listed(FileSystemStorage):
    """Opens the listed files under their short addresses."""

    def path(self, name: str) -> str:
        return str(Path(self.location) / FILES[name])


class NodeModulesFinder(BaseFinder):
    """Finds Chart.js, its annotation plugin, the CSS and two fonts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.folder = Path(settings.BASE_DIR) / "node_modules"

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The file of an address, nothing for one that is not listed."""
        file = self.folder / FILES[path] if path in FILES else None
        found = str(file) if file is not None and file.is_file() else None
        if find_all or found is None:
            return [found] if found else []
        return found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, Storage]]:
        """The listed files that are there."""
        storage = _Listed(location=self.folder)
        for path, file in FILES.items():
            if (self.folder / file).is_file():
                yield path, storage


@register("tracker")
def node_modules_are_installed(**kwargs: Any) -> list[CheckMessage]:
    """Error E001 while a listed file is not there."""
    missing = [file for file in FILES.values() if not (Path(settings.BASE_DIR) / "node_modules" / file).is_file()]
    if not missing:
        return []
    return [Error(f"node_modules/{missing[0]} is not there.", hint="Run: make install (it runs npm ci).", id="tracker.E001")]
