"""The files: the same every time, and nothing in them but data, whatever the sources wrote."""

import csv
import hashlib
import io
import json
import re
import shutil
import string
import subprocess
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Error, sync_playwright
from python_calamine import CalamineWorkbook

from trucewatch.domain import Explanation
from trucewatch.reporting import Pictures, Report, daily, render, write
from trucewatch.reporting.document import (
    Behind,
    Bullets,
    Column,
    Figure,
    Mark,
    Name,
    Note,
    Paragraph,
    Quote,
    Section,
    Sheet,
    SheetColumn,
    Table,
    say,
)
from trucewatch.reporting.features import LAYERS
from trucewatch.reporting.html import html
from trucewatch.reporting.pdf import pdf
from trucewatch.reporting.tables import csv_file, inert, xlsx_file

NAMES = ["report.pdf", "report.html", "violations.csv", "violations.xlsx", "map.geojson", "report.hxl.csv"]
HOSTILE = [
    "#pagebreak() *bold* $x$ @ref <label> \\u{41} `raw` // gone",
    '"]) #panic("x") #(',
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "</script><!--",
    "&lt;b&gt; ' \" ]]>",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(A1)",
    "\t=1",
]
PRINTED = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x24F, exclude_categories=["C"]), min_size=1, max_size=60
)
CELLS = st.text(max_size=50) | st.sampled_from(HOSTILE)


def hostile(report: Report, text: str) -> Report:
    """The report with ``text`` in the place of every kind of string a source can send."""
    row = "inc:x"
    blocks = (
        Paragraph((say("a", Figure(text, row), Quote(text), Name(text, text), Mark(text)),)),
        Bullets(((say(text),),)),
        Note((say(text),)),
        Table("t", text, (Column(text),), ((say(text),), (say(Figure(text, row)),))),
    )
    return msgspec.structs.replace(
        report,
        sections=(Section("s", text, blocks),),
        rows={row: Explanation(id=row, says=text, rule=text, entries=("e",))},
        entries={"e": Behind("e", text, text, text, "2023-06-14T00:00:00+00:00")},
        sheets=(Sheet("Violations", (SheetColumn("a"),), ((text,),)),),
    )


def test_the_files_are_the_same_when_made_again(report: Report, pictures: Pictures, tmp_path: Path) -> None:
    first = write(report, tmp_path / "one" / "deeper")
    assert list(first) == NAMES
    assert {name: hashlib.sha256(data).hexdigest() for name, data in render(daily(pictures)).items()} == first
    for name, sha256 in first.items():
        assert hashlib.sha256((tmp_path / "one" / "deeper" / name).read_bytes()).hexdigest() == sha256
    assert sorted(path.name for path in (tmp_path / "one" / "deeper").iterdir()) == sorted(NAMES)


def test_a_remote_report_has_every_file_and_no_silence(remote: Report) -> None:
    files = render(remote)
    assert list(files) == NAMES
    for name in ("report.html", "violations.csv", "map.geojson", "report.hxl.csv"):
        assert b"quiet" not in files[name].lower(), name
    (line,) = list(csv.DictReader(io.StringIO(files["violations.csv"].decode())))
    assert "not observed" in line["Observation"]


def _printed(data: bytes, tmp_path: Path) -> str:
    """The text of a PDF, its line ends made spaces."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not here, so the text of a PDF cannot be read")
    path = tmp_path / "report.pdf"
    path.write_bytes(data)
    text = subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True).stdout.decode()
    return " ".join(text.split())


def test_the_pdf_is_archival_accessible_and_marked_on_every_page(report: Report, tmp_path: Path) -> None:
    data = pdf(report)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in data
    assert b"<pdfaid:part>3</pdfaid:part>" in data
    text = _printed(data, tmp_path)
    pages = int(re.search(r"page 1 of (\d+)", text)[1])  # type: ignore[index]
    assert text.count("EXERCISE – EXERCISE – EXERCISE") == pages
    assert all(f"page {page} of {pages}" in text for page in range(1, pages + 1))
    assert report.root[:16] in text


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=PRINTED | st.sampled_from(HOSTILE))
def test_no_text_is_markup_in_the_pdf(report: Report, text: str) -> None:
    data = pdf(hostile(report, text))
    assert data.startswith(b"%PDF")


def test_hostile_text_is_printed_as_it_stands(report: Report, tmp_path: Path) -> None:
    for text in HOSTILE[:2]:
        printed = _printed(pdf(hostile(report, text)), tmp_path)
        assert printed.count("".join(text.split()[:1])) >= 5
        assert "page 1 of 1" in printed


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]


def _elements(data: bytes) -> _Elements:
    parser = _Elements()
    parser.feed(data.decode())
    parser.close()
    return parser


@given(text=CELLS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_is_markup_in_the_page(report: Report, text: str) -> None:
    plain, planted = _elements(html(hostile(report, "x"))), _elements(html(hostile(report, text)))
    assert planted.tags == plain.tags
    assert planted.attributes == plain.attributes
    data = html(hostile(report, text)).decode()
    behind = re.search(r'<script type="application/json" id="behind">(.*?)</script>', data, re.DOTALL)
    assert behind is not None
    assert json.loads(behind[1])["rows"]["inc:x"]["says"] == text


def test_the_page_tells_the_first_hundred_entries_behind_a_row_and_counts_the_rest(report: Report) -> None:
    ids = tuple(f"e{number}" for number in range(250))
    entries = {name: Behind(name, "kind", "source", "said", "2023-06-14T00:00:00+00:00") for name in (*ids, "alone")}
    many = {"inc:x": Explanation(id="inc:x", says="", rule="", entries=ids),
            "inc:y": Explanation(id="inc:y", says="", rule="", entries=ids[-1:])}  # fmt: skip
    data = html(msgspec.structs.replace(report, rows=many, entries=entries)).decode()
    behind = json.loads(re.search(r'id="behind">(.*?)</script>', data, re.DOTALL)[1])
    assert (behind["rows"]["inc:x"]["of"], behind["rows"]["inc:x"]["entries"]) == (250, list(ids[:100]))
    assert set(behind["entries"]) == {*ids[:100], ids[-1], "alone"}


def test_the_page_asks_nothing_of_the_network(report: Report) -> None:
    data = html(report).decode()
    assert "default-src 'none'" in data
    outside = re.findall(r"""(?:src|href)=["'](?!#|data:)([^"']*)""", data)
    assert outside == []


def test_every_figure_of_the_page_opens(report: Report, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_bytes(html(report))
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            page = browser.new_page()
            said: list[str] = []
            page.on("console", lambda message: said.append(message.text))
            page.on("pageerror", lambda error: said.append(str(error)))
            page.on("request", lambda request: said.append(request.url) if request.url.startswith("http") else None)
            page.goto(path.as_uri())
            panel = page.locator("#panel")
            assert panel.is_hidden()
            row = next(row for row in report.figures if row.startswith("cfv:area/items"))
            page.locator(f'a.figure[title="{row}"]').first.click()
            assert panel.locator("h2").inner_text() == report.rows[row].says
            panel.locator("button.row").first.click()
            assert panel.locator(".entry").count() >= 1
            page.keyboard.press("Escape")
            assert panel.is_hidden()
            page.goto(f"{path.as_uri()}#row={row.replace('/', '%2F').replace(':', '%3A').replace('+', '%2B')}")
            page.reload()
            assert panel.locator("h2").inner_text() == report.rows[row].says
            browser.close()
    except Error as error:
        if "Executable doesn't exist" in str(error):
            pytest.skip("no Chromium here, so the page cannot be opened")
        raise
    assert said == []


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=5))
def test_no_cell_is_a_formula_in_csv(lines: list[list[str]]) -> None:
    sheet = Sheet("s", (SheetColumn("a"), SheetColumn("b"), SheetColumn("c")), tuple(map(tuple, lines)))
    read = list(csv.reader(io.StringIO(csv_file(sheet).decode(), newline="")))[1:]
    for line, given_line in zip(read, lines, strict=True):
        for cell, given_cell in zip(line, given_line, strict=True):
            assert not re.match(r"\s*[=+\-@|%]", cell)
            assert cell in (given_cell, f"'{given_cell}")


def test_numbers_stay_numbers() -> None:
    assert [inert(cell) for cell in (-3, -0.5, None, "-3", "plain")] == [-3, -0.5, None, "'-3", "plain"]


@given(text=CELLS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_cell_is_a_formula_in_the_workbook(report: Report, text: str) -> None:
    data = xlsx_file(hostile(report, text))
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheets = "".join(book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/"))
    assert "<f>" not in sheets
    assert "hyperlink" not in sheets
    if set(text) <= set(string.printable) - set("\r\x0b\x0c"):
        cells = [
            cell
            for line in CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
            for cell in line
        ]
        assert text == "" or text in cells or text.strip() == ""


def test_the_workbook_holds_every_sheet_and_the_marking(report: Report) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(xlsx_file(report)))
    assert book.sheet_names == [sheet.name for sheet in report.sheets]
    for sheet in report.sheets:
        rows = book.get_sheet_by_name(sheet.name).to_python()
        assert rows[0][0] == report.marking
        assert rows[1] == [column.head for column in sheet.columns]
        assert len(rows) == len(sheet.rows) + 2


def test_the_table_of_violations_is_the_annex_as_data(report: Report) -> None:
    annex = next(
        block
        for section in report.sections
        for block in section.blocks
        if isinstance(block, Table) and block.id == "annex-violations"
    )
    rows = list(csv.DictReader(io.StringIO(csv_file(report.sheets[0]).decode())))
    assert len(rows) == len(annex.rows) == 3
    assert sum(int(row["Count low"]) for row in rows) == 55
    assert sum(int(row["Count high"]) for row in rows) == 65
    assert [row["Live-fire exercise"] for row in rows] == ["no", "no", "yes"]
    assert "Observation post 8" in rows[0]["Also noticed by"] + rows[0]["Position"]


def test_the_indicators_are_tagged(report: Report) -> None:
    head, tags, *rows = csv.reader(io.StringIO(csv_file(report.indicators).decode()))
    assert all(re.fullmatch(r"#[a-z][a-z0-9_]*(\+[a-z0-9_]+)*", tag) for tag in tags)
    assert len({*tags}) == len(head) == len(tags)
    assert rows
    assert all(len(row) == len(tags) for row in rows)
    for row in rows:
        cells = dict(zip(tags, row, strict=True))
        assert cells["#meta+id"]
        low, high = cells["#indicator+num+low"], cells["#indicator+num+high"]
        assert bool(low) == bool(high)
        assert not low or float(low) <= float(high)


def test_the_map_is_geojson_with_its_uncertainty(report: Report) -> None:
    collection = json.loads(render(report)["map.geojson"])
    assert collection["type"] == "FeatureCollection"
    assert collection["marking"].startswith("EXERCISE")
    assert collection["made_from"] == {"origin": report.origin, "size": report.size, "root": report.root}
    layers: dict[str, list[dict[str, object]]] = {}
    for feature in collection["features"]:
        shape = shapely.geometry.shape(feature["geometry"])
        assert shape.is_valid
        west, south, east, north = shape.bounds
        assert -180 <= west <= east <= 180
        assert -90 <= south <= north <= 90
        layers.setdefault(feature["properties"]["layer"], []).append(feature)
    assert set(layers) == set(LAYERS)
    assert len(layers["uncertainty"]) == len(layers["incident"])
    for incident, circle in zip(layers["incident"], layers["uncertainty"], strict=True):
        point, ring = (shapely.geometry.shape(one["geometry"]) for one in (incident, circle))  # type: ignore[arg-type]
        assert ring.contains(point)
