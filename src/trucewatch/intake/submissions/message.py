"""Text messages and e-mails that a gateway hands over, as records of the form ``message``: read like a filled form.

A paragraph that says ``kind: shelling`` among lines or parts of this kind is a report, its parts named like columns of
*observations*; what else a message says is one report of words alone, which waits for a person. Who sent it is known
by a code that is the same for the same sender and tells nobody who that is.
"""

import re
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from email.utils import parsedate_to_datetime

import msgspec
from lxml import etree

from ..errors import IntakeError

FORM = "message"
"""The form's id, in mappings and in the record."""

_PART = re.compile(r"\s*([^\W\d_][\w ]{0,30}?)\s*[:=]\s*(\S.*?)\s*")
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_KIND = "kind"
_META = "http://openrosa.org/xforms"


class Attached(msgspec.Struct, frozen=True):
    """A file that came with a message; ``data`` is base64 in JSON."""

    name: str
    data: bytes


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A message: who sent it (a number or address), when (ISO 8601), and what it says."""

    sender: str
    sent_at: str = ""
    subject: str = ""
    text: str = ""
    attachments: tuple[Attached, ...] = ()


def read_message(data: bytes, kind: str) -> Message:
    """The message in ``data``: JSON, or an e-mail where ``kind`` is message/rfc822. Raises IntakeError."""
    try:
        return _email(data) if kind == "message/rfc822" else msgspec.json.decode(data, type=Message)
    except (msgspec.DecodeError, UnicodeDecodeError, LookupError, ValueError) as error:
        raise IntakeError("message", f"cannot be read: {error}", "Send JSON with sender, sent_at and text") from error


def record_of(message: Message, number: str, sender: str) -> bytes:
    """The record of a message known by ``number``, from whoever has the code ``sender``."""
    root = etree.Element("data", {"id": FORM, "version": "1"}, nsmap={"orx": _META})
    told = " ".join(
        filter(None, (f"from {sender}" if sender else "", f"sent {message.sent_at}" if message.sent_at else ""))
    )
    _add(root, "sender", sender)
    _add(root, "sent_at", message.sent_at)
    _add(root, "told", f"({told})" if told else "")
    for report in _reports(message):
        node = etree.SubElement(root, "report")
        for name, value in report.items():
            _add(node, name, value)
    files = etree.SubElement(root, "files")
    for attached in message.attachments:
        _add(files, "file", attached.name)
    _add(etree.SubElement(root, f"{{{_META}}}meta"), f"{{{_META}}}instanceID", number)
    record: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return record


def _reports(message: Message) -> Iterator[dict[str, str]]:
    words = [message.subject] if message.subject else []
    for paragraph in re.split(r"\n\s*\n", message.text.replace("\r\n", "\n")):
        parts = [part for part in re.split(r"[\n;]", paragraph) if part.strip()]
        named: dict[str, str] = {}
        loose: list[str] = []
        for part in parts:
            match = _PART.fullmatch(part)
            if match and (name := "_".join(match[1].casefold().split())) not in named:
                named[name] = match[2]
            else:
                loose.append(part.strip())
        if _KIND in named:
            yield named | {"text": "\n".join(filter(None, (named.get("text", ""), *loose)))}
        else:
            words.append(paragraph.strip())
    if any(words):
        yield {"text": "\n\n".join(filter(None, words))}


def _add(node: etree._Element, name: str, text: str) -> None:
    etree.SubElement(node, name).text = _UNFIT.sub("\ufffd", text)


def _email(data: bytes) -> Message:
    mail = BytesParser(policy=policy.default).parsebytes(data)
    body = mail.get_body(("plain", "html"))
    files = (part for part in mail.iter_attachments() if isinstance(part, EmailMessage) and part.get_filename())
    return Message(
        sender=str(mail["from"] or ""),
        sent_at=parsedate_to_datetime(mail["date"]).isoformat() if mail["date"] else "",
        subject=str(mail["subject"] or ""),
        text=_text(body) if body else "",
        attachments=tuple(
            Attached(part.get_filename() or "", part.get_payload(decode=True) or b"")  # type: ignore[arg-type]
            for part in files
        ),
    )


def _text(body: MIMEPart) -> str:
    text = str(body.get_content())
    if body.get_content_subtype() != "html":
        return text
    from lxml.html import fromstring

    return str(fromstring(text).text_content()) if text.strip() else ""
