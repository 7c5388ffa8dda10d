"""Bytes of a text as received into the plain text that characters are counted in, with what it says of itself."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from ..errors import IntakeError

SUFFIXES = (".txt", ".md", ".html", ".htm", ".eml", ".rss", ".atom")
"""The kinds of file that are read as texts."""

_BLOCKS = "p | h1 | h2 | h3 | li | blockquote | td | pre".replace(" | ", "|").split("|")
_ASIDE = ("script", "style", "nav", "header", "footer", "aside", "form", "noscript", "figure")
_TAG = re.compile(rb"<\s*(?:!doctype|html|body|p|div)\b", re.I)


class Writing(NamedTuple):
    """One text: ``plain`` is true where ``text`` is the bytes as received, decoded; ``stamp`` is the day it claims."""

    text: str
    plain: bool
    title: str = ""
    stamp: date | None = None
    url: str = ""

    @property
    def paragraphs(self) -> list[tuple[int, int]]:
        """The (start, end) characters of the lines that hold something."""
        return [(line.start(), line.end()) for line in re.finditer(r"\S[^\r\n]*", self.text)]


def writings(data: bytes, name: str) -> list[Writing]:
    """The texts in a file: one, or each item of a feed. Raises IntakeError where there is none."""
    suffix = name[name.rfind(".") :].casefold()
    if suffix in (".rss", ".atom") or data.lstrip()[:5] == b"<?xml":
        found = list(_feed(data, name))
    elif suffix == ".eml":
        found = [_mail(data)]
    elif suffix in (".html", ".htm") or _TAG.search(data[:2000]):
        found = [_page(data)]
    else:
        text, plain = _decoded(data)
        found = [Writing(text, plain, title=text.strip().split("\n", 1)[0][:120])]
    found = [writing for writing in found if writing.text.strip()]
    if not found:
        raise IntakeError(name, "holds no text", "Check the file")
    return found


def _decoded(data: bytes) -> tuple[str, bool]:
    try:
        return data.decode("utf-8"), True
    except UnicodeDecodeError:
        return data.decode(
            "cp1251" if sum(byte >= 0xC0 for byte in data) > len(data) / 3 else "cp1252", "replace"
        ), False


def _page(data: bytes, address: str = "") -> Writing:
    """The text of an HTML page: the blocks of its article, one a line."""
    from lxml import html

    try:
        tree = html.document_fromstring(data, parser=html.HTMLParser(encoding="utf-8", no_network=True))
    except (ValueError, html.etree.ParserError):
        return Writing("", plain=False)
    for element in list(tree.iter(*_ASIDE)):
        element.drop_tree()
    stamps = tree.xpath("//meta[contains(@property,'published_time')]/@content | //time/@datetime")
    title = " ".join("".join(tree.xpath("//title//text()")).split())
    scope = next(iter(tree.xpath("//article | //main")), tree)
    lines = [
        line
        for block in scope.iter(*_BLOCKS)
        if not any(child.tag in _BLOCKS for child in block.iterdescendants())
        and (line := " ".join(block.text_content().split()))
    ]
    text = "\n".join(lines) or " ".join(tree.text_content().split())
    links = tree.xpath("//link[@rel='canonical']/@href")
    return Writing(text, False, title, _day(stamps[0]) if stamps else None, address or "".join(links[:1]))


def _mail(data: bytes) -> Writing:
    message = message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain", "html"))
    try:
        content = body.get_content() if body is not None else ""
        stamp = parsedate_to_datetime(str(message["date"])).date() if message["date"] else None
    except (ValueError, LookupError, TypeError):
        content, stamp = "", None
    if body is not None and body.get_content_type() == "text/html":
        content = _page(content.encode()).text
    return Writing(content, False, str(message["subject"] or ""), stamp)


def _feed(data: bytes, name: str) -> Iterator[Writing]:
    """The items of an RSS or Atom file; no outside entity is read."""
    from lxml import etree

    try:
        tree = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, recover=True))
    except etree.XMLSyntaxError as error:
        raise IntakeError(name, f"is not XML: {error}", "Check the file") from error
    if tree is None:
        return
    for item in tree.iter("{*}item", "{*}entry"):
        parts = {etree.QName(child).localname: child for child in item if isinstance(child.tag, str)}
        body = next((parts[tag] for tag in ("encoded", "content", "description", "summary") if tag in parts), None)
        title = (parts["title"].text or "") if "title" in parts else ""
        content = "".join(body.itertext()) if body is not None else ""
        stamp = next((parts[tag].text for tag in ("pubDate", "published", "updated", "date") if tag in parts), None)
        link = parts["link"].text or parts["link"].get("href") or "" if "link" in parts else ""
        text = _page(content.encode()).text if "<" in content else content
        yield Writing(f"{title}\n{text}" if text else title, False, title, _day(stamp or ""), link)


def _day(stamp: str) -> date | None:
    """The day of a stamp as pages, feeds and mails write it; None where it is none."""
    try:
        return datetime.fromisoformat(stamp.strip()).date()
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(stamp).date()
    except (ValueError, TypeError):
        return None
