"""Builds the page of the operations room into the wheel; without Node the wheel has none, and the server says so."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PageHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs ``npm ci`` and ``npm run build`` in ``web`` unless the page is built already or the install is editable."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the page where it is missing. ``TRUCEWATCH_NO_PAGE`` leaves it out."""
        root = Path(self.root)
        built = root / "src/trucewatch/server/page/index.html"
        if version == "editable" or built.exists() or "TRUCEWATCH_NO_PAGE" in os.environ:
            return
        npm = shutil.which("npm")
        if npm is None or not (root / "web/package.json").exists():
            self.app.display_warning("No npm: the page of the operations room is left out.")
            return
        for command in (["ci"], ["run", "build"]):
            subprocess.run([npm, *command], cwd=root / "web", check=True)  # noqa: S603
