"""What the tests of the page share: how to come in as a role, in a browser of one's own."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

ROOT = Path(__file__).parents[1]
Enter = Callable[..., Page]
