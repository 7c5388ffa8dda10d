"""The way of a post to the disk: parts streamed to files, hashed, flushed, then one transaction, then the answer.

What a record says is read later. Nothing that may be evidence is refused: broken XML and unknown forms are kept too.
"""

import asyncio
from collections.abc import AsyncIterator
from hashlib import blake2b
from hmac import new as hmac
from pathlib import PurePosixPath

import msgspec
from multipart import MultipartError, MultipartSegment, PushMultipartParser

from trucewatch.domain import Evidence, Submission
from trucewatch.field import Office
from trucewatch.intake import IntakeError
from trucewatch.intake.submissions import DoctypeError, Instance, read_instance
from trucewatch.record import Draft, Incoming, Receipt

from .devices import Device

XML_PART = "xml_submission_file"
MORE_PART = "*isIncomplete*"
MOST_BYTES = 200_000_000
"""Of one post. Phones split at a tenth of that or less."""

_MOST_PARTS = 2_000
_LONGEST_XML = 20_000_000
_LONGEST_FIELD = 10_000


class RefusedError(Exception):
    """The bytes are no post of a record at all; ``status`` is the answer's."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Post:
    """A post while it arrives: files by their names, and its plain fields. Close it whatever becomes of it."""

    def __init__(self) -> None:
        self.xml: Incoming | None = None
        self.files: list[tuple[str, Incoming]] = []
        self.fields: dict[str, str] = {}

    def close(self) -> None:
        for incoming in (self.xml, *(incoming for _, incoming in self.files)):
            if incoming is not None:
                incoming.close()


async def receive(chunks: AsyncIterator[bytes], boundary: str, office: Office, device: Device, agent: str) -> Receipt:
    """Put a post into the record; durable on return. Raises RefusedError where it is none."""
    post = Post()
    try:
        await _arrive(chunks, boundary, office, post)
        if post.xml is None:
            raise RefusedError(400, f"The post has no part {XML_PART}.")
        draft = await asyncio.to_thread(_draft, post, office, device, agent)
        [receipt] = await asyncio.wrap_future(office.record.submit([draft], author=f"device {device.name}"))
        return receipt
    finally:
        post.close()


async def _arrive(chunks: AsyncIterator[bytes], boundary: str, office: Office, post: Post) -> None:
    parser = PushMultipartParser(boundary, max_segment_count=_MOST_PARTS)
    sink: Incoming | None = None
    field: tuple[str, bytearray] | None = None
    size = 0
    try:
        with parser:
            async for chunk in chunks:
                size += len(chunk)
                if size > MOST_BYTES:
                    raise RefusedError(413, f"A post may have {MOST_BYTES} bytes; split it.")
                for event in parser.parse(chunk):
                    if isinstance(event, MultipartSegment):
                        sink, field = _opened(event, office, post)
                    elif event and sink is not None:
                        sink.write(event)
                    elif event and field is not None:
                        field[1].extend(event[: _LONGEST_FIELD - len(field[1])])
                    elif event is None and field is not None:
                        post.fields[field[0]] = field[1].decode("utf-8", "replace")
    except MultipartError as error:
        raise RefusedError(400, f"The post is not whole: {error}") from error


def _opened(
    segment: MultipartSegment, office: Office, post: Post
) -> tuple[Incoming | None, tuple[str, bytearray] | None]:
    """Where the bytes of a part go."""
    if segment.name == XML_PART and post.xml is None:
        post.xml = office.record.incoming()
        return post.xml, None
    if segment.filename or segment.name == XML_PART:
        incoming = office.record.incoming()
        post.files.append((_base(segment.filename or segment.name), incoming))
        return incoming, None
    return None, (segment.name, bytearray())


def _base(name: str) -> str:
    """A file's own name, whatever folder the sender put before it."""
    return PurePosixPath(name.replace("\\", "/")).name or "file"


def _draft(post: Post, office: Office, device: Device, agent: str) -> Draft:
    assert post.xml is not None
    instance = _instance(post.xml)
    form = instance.form if instance else ""
    sealed = instance is not None and not instance.encrypted and office.encrypted(form)
    payload = Submission(
        form=form,
        form_version=instance.version if instance else "",
        instance=instance.id if instance else "",
        sha256="" if sealed else post.xml.keep(),
        device=device.name,
        agent=agent[:200],
        replaces=instance.replaces if instance else "",
        more=post.fields.get(MORE_PART, "") == "yes",
        sealed=sealed,
    )
    if sealed:
        bytes_of = {"record.xml": post.xml.read(), **{name: incoming.read() for name, incoming in post.files}}
        private = msgspec.msgpack.encode(bytes_of)
        # Keyed with what only the device and the mission know: a bare hash in the log would betray a guessed text.
        key = hmac(device.token_hash, private, "sha256").hexdigest()
        return Draft(payload, key=f"post:{key}", private=private)
    files = tuple(Evidence(incoming.keep(), name) for name, incoming in post.files)
    evidence = (Evidence(payload.sha256, payload.instance or "record.xml"), *files)
    return Draft(payload, key=_key(payload, files), evidence=evidence)


def _instance(xml: Incoming) -> Instance | None:
    """The record in the XML; None where it cannot be read, which is then for a person to see to."""
    if xml.size > _LONGEST_XML:
        return None
    try:
        return read_instance(xml.read())
    except DoctypeError as error:
        raise RefusedError(400, "A record has no document type.") from error
    except IntakeError:
        return None


def _key(payload: Submission, files: tuple[Evidence, ...]) -> str:
    """What the same post is known by when it comes again: its bytes, whatever order the files come in."""
    parts = [payload.sha256, str(payload.more), *sorted(f"{file.name}\x1e{file.sha256}" for file in files)]
    return "post:" + blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=32).hexdigest()
