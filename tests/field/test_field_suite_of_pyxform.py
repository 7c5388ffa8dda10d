"""Every form that pyxform's own test suite compiles is served and taken back.

The suite came with the source distribution of pyxform up to 0.15.1; its forms are compiled with the pyxform of today.
"""

import re
import subprocess
import sys
import tarfile
from contextlib import suppress
from pathlib import Path
from textwrap import dedent
from urllib.parse import quote

import pytest
from field_world import World
from lxml import etree
from pyxform.xls2xform import convert

from trucewatch.field import read_xform

pytestmark = pytest.mark.slow
PINNED = "pyxform==0.15.1"
WRITTEN = (".xls", ".xlsx", ".csv", ".md")
INSTANCE = ".//{*}model/{*}instance/*"


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The test suite, fetched from the package index."""
    to = tmp_path_factory.mktemp("suite")
    fetch = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", "pyxform", "-d", to, PINNED]
    if subprocess.run(fetch, capture_output=True).returncode:
        pytest.skip("the package index is not reachable")
    with tarfile.open(next(to.glob("*.tar.gz"))) as packed:
        packed.extractall(to, filter="data")
    return next(to.glob("pyxform-*/pyxform"))


def compiled(suite: Path) -> list[bytes]:
    """The XForms of all workbooks and of all forms written in the tests; those that are meant to fail are not there."""
    written: list[tuple[Path | str, str]] = []
    for path in sorted(suite.rglob("*")):
        if path.suffix in WRITTEN and "test" in str(path.relative_to(suite)):
            written.append((path, path.suffix))
        elif path.suffix == ".py":
            forms = re.findall(r'md="""(.*?)"""', path.read_text(encoding="utf-8"), re.DOTALL)
            written += [(dedent(form), ".md") for form in forms]
    found: dict[bytes, None] = {}
    for source, kind in written:
        with suppress(Exception):
            found[convert(source, file_type=kind, form_name="data").xform.encode()] = None
    return list(found)


def test_every_form_is_served_and_a_record_of_it_taken_back(suite: Path, world: World) -> None:
    xforms = compiled(suite)
    assert len(xforms) > 100
    forms = world.office.library.forms
    shipped = len(forms)
    sent = set()
    for number, xml in enumerate(xforms):
        form = read_xform(xml)
        forms.clear()
        forms[form.id] = form
        listed = world.client.get(f"{world.base}/formList")
        assert listed.status_code == 200, form.id
        assert len(etree.fromstring(listed.content)) == 1
        assert world.client.get(f"{world.base}/forms/{quote(form.id, safe='')}.xml").content == xml
        assert world.client.get(f"{world.base}/forms/{quote(form.id, safe='')}/manifest").status_code == 200
        blank = etree.fromstring(xml).find(INSTANCE)
        assert blank is not None
        named = blank.find("{*}meta/{*}instanceID")
        if named is not None:
            named.text = f"uuid:form-{number}"
        answer = world.send(etree.tostring(blank))
        assert answer.status_code == 201, (form.id, answer.text)
        sent.add(form.id)
    held = world.holdings()
    assert shipped == 8
    assert len(held.submissions) == len(xforms)
    assert {one.thing.form for one in held.submissions} == sent
