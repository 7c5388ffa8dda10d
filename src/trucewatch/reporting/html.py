"""The report as one HTML file that asks nothing of the network.

The page is built as a tree and serialised, so no string of the report can become markup. A content security policy
admits the one embedded script and the one embedded style by their hash, and no request at all.
"""

import base64
import hashlib
from collections.abc import Sequence
from importlib.resources import files
from urllib.parse import quote
from xml.etree import ElementTree

import msgspec

from .dark import with_dark
from .document import (
    Block,
    Bullets,
    Figure,
    Inline,
    Mark,
    Name,
    Note,
    Paper,
    Paragraph,
    Phrase,
    Picture,
    Quote,
    Section,
    Table,
    Text,
)

Element = ElementTree.Element

_MOST_ENTRIES = 100
"""How many of the entries behind a row the page tells; some rows have tens of thousands."""


def html(report: Paper) -> bytes:
    """The report as one self-contained HTML page, UTF-8. The same report gives the same bytes."""
    page: bytes = ElementTree.tostring(_Page(report).root, encoding="utf-8", method="html")
    return b"<!doctype html>\n" + page + b"\n"


def _resource(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _add(parent: Element, tag: str, text: str = "", **attributes: str) -> Element:
    child = ElementTree.SubElement(parent, tag, {name.replace("_", "-"): value for name, value in attributes.items()})
    child.text = _clean(text)
    return child


def _clean(text: str) -> str:
    """Without the control characters HTML forbids."""
    return "".join(sign for sign in text if sign >= " " or sign in "\t\n")


class _Page:
    """One page while it is built: footnotes are numbered as they come."""

    def __init__(self, report: Paper) -> None:
        self.notes: list[str] = []
        self.root = Element("html", lang="en")
        self._head(report)
        body = _add(self.root, "body")
        if report.marking:
            _add(body, "p", report.marking, **{"class": "banner", "role": "note"})
        layout = _add(body, "div", **{"class": "layout"})
        self._contents(_add(layout, "nav", aria_label="Contents"), report.sections)
        main = _add(layout, "main")
        _add(main, "p", report.mission, **{"class": "mission"})
        _add(main, "h1", report.title)
        _add(main, "p", report.subtitle, **{"class": "subtitle"})
        self._phrase(_add(main, "p", **{"class": "masthead"}), report.masthead)
        for section in report.sections:
            self._section(main, section, 2)
        self._foot(_add(main, "div", **{"class": "foot"}), report.footer)
        _add(body, "aside", id="panel", hidden="", aria_label="Behind this figure", role="dialog")
        self._data(body, report)

    def _head(self, report: Paper) -> None:
        head = _add(self.root, "head")
        _add(head, "meta", charset="utf-8")
        script, style = _resource("report.js"), _resource("report.css")
        policy = f"default-src 'none'; img-src data:; style-src {_hash(style)}; script-src {_hash(script)}"
        _add(head, "meta", http_equiv="Content-Security-Policy", content=policy)
        _add(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
        _add(head, "meta", name="referrer", content="no-referrer")
        _add(head, "title", f"{report.title}: {report.mission}")
        _add(head, "style").text = style

    def _contents(self, nav: Element, sections: Sequence[Section]) -> None:
        items = _add(nav, "ol")
        for section in sections:
            _add(_add(items, "li"), "a", section.title, href=f"#{section.id}")

    def _section(self, parent: Element, section: Section, level: int) -> None:
        node = _add(parent, "section")
        _add(node, f"h{level}", section.title, id=section.id)
        for block in section.blocks:
            self._block(node, block)
        for part in section.parts:
            self._section(node, part, level + 1)

    def _block(self, parent: Element, block: Block) -> None:
        match block:
            case Paragraph(sentences):
                self._sentences(_add(parent, "p"), sentences)
            case Note(sentences):
                self._sentences(_add(_add(parent, "div", **{"class": "note"}), "p"), sentences)
            case Bullets(items):
                points = _add(parent, "ul")
                for item in items:
                    self._sentences(_add(points, "li"), item)
            case Table():
                self._table(parent, block)
            case Picture(caption=caption, alt=alt, svg=svg):
                frame = _add(parent, "figure")
                data = base64.b64encode(with_dark(svg).encode()).decode()
                _add(frame, "img", src=f"data:image/svg+xml;base64,{data}", alt=alt)
                _add(frame, "figcaption", caption)

    def _table(self, parent: Element, table: Table) -> None:
        scroll = _add(parent, "div", tabindex="0", role="region", aria_label=table.caption, **{"class": "scroll"})
        grid = _add(scroll, "table", id=table.id)
        _add(grid, "caption", table.caption)
        kinds = [{"class": "numeric"} if column.numeric else {} for column in table.columns]
        head = _add(_add(grid, "thead"), "tr")
        for column, kind in zip(table.columns, kinds, strict=True):
            _add(head, "th", column.head, scope="col", **kind)
        body = _add(grid, "tbody")
        for row in table.rows:
            line = _add(body, "tr")
            for cell, kind in zip(row, kinds, strict=True):
                self._phrase(_add(line, "td", **kind), cell)

    def _sentences(self, parent: Element, sentences: Sequence[Phrase]) -> None:
        for number, sentence in enumerate(sentences):
            if number:
                self._piece(parent, Text(" "))
            self._phrase(parent, sentence)

    def _phrase(self, parent: Element, phrase: Phrase) -> None:
        for piece in phrase:
            self._piece(parent, piece)

    def _piece(self, parent: Element, piece: Inline) -> None:
        match piece:
            case Text(text, "strong" | "em" as tag):
                _add(parent, tag, text)
            case Text(text, "mono"):
                _add(parent, "code", text)
            case Text(text):
                _append(parent, text)
            case Figure(text, row):
                _add(parent, "a", text, href=f"#row={quote(row, safe='')}", title=row, **{"class": "figure"})
            case Quote(text, exact):
                _add(parent, "q" if exact else "span", text)
            case Name(text, gloss):
                _append(parent, f"{text} ({gloss})" if gloss else text)
            case Mark(note):
                self.notes.append(note)
                number = str(len(self.notes))
                _add(_add(parent, "sup", id=f"mark-{number}"), "a", number, href=f"#note-{number}")

    def _foot(self, foot: Element, line: str) -> None:
        notes = _add(foot, "ol")
        for number, note in enumerate(self.notes, start=1):
            item = _add(notes, "li", f"{note} ", id=f"note-{number}")
            _add(item, "a", "↩", href=f"#mark-{number}", aria_label="back to the text")
        _add(foot, "p", line)

    def _data(self, body: Element, report: Paper) -> None:
        rules = {rule: place for place, rule in enumerate(dict.fromkeys(row.rule for row in report.rows.values()))}
        rows = {
            row.id: {
                "says": row.says,
                "rule": rules[row.rule],
                "of": len(row.entries),
                "entries": row.entries[:_MOST_ENTRIES],
                "parts": row.parts,
            }
            for row in report.rows.values()
        }
        told = {entry for row in report.rows.values() for entry in row.entries[:_MOST_ENTRIES]}
        untold = {entry for row in report.rows.values() for entry in row.entries[_MOST_ENTRIES:]} - told
        entries = {name: entry for name, entry in report.entries.items() if name not in untold}
        behind = msgspec.json.encode({"rules": list(rules), "rows": rows, "entries": entries}).decode()
        _add(body, "script", type="application/json", id="behind").text = behind.replace("<", "\\u003c")
        _add(body, "script").text = _resource("report.js")
        _add(_add(body, "noscript"), "p", "Each figure names its row; trucewatch explain ROW says what is behind it.")


def _append(parent: Element, text: str) -> None:
    clean = _clean(text)
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + clean
    else:
        parent.text = (parent.text or "") + clean
