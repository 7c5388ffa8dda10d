"""Forms, records and the mission in the shapes of ODK Central's answers."""

from datetime import UTC, datetime

from trucewatch.field import XForm
from trucewatch.intake.submissions import post_of
from trucewatch.record import Stored

from .reception import Reception
from .tables import Values

PROJECT = 1


def files_of(posts: list[Stored]) -> dict[str, str]:
    """The SHA-256 of the files that came with a record, by name."""
    found: dict[str, str] = {}
    for stored in posts:
        for file in stored.entry.evidence[1:]:
            found.setdefault(file.name, file.sha256)
    return found


def system_of(instance: str, posts: list[Stored]) -> Values:
    """What the feed says of a record besides its answers."""
    first = posts[0].entry
    return {
        "__id": instance,
        "__system": {
            "submissionDate": moment_of(first.entered_at),
            "submitterName": first.author,
            "attachmentsPresent": len(files_of(posts)),
            "deviceId": post_of(posts[0]).device,
            "formVersion": post_of(posts[0]).form_version,
        },
    }


def submission_of(instance: str, posts: list[Stored]) -> Values:
    """A record."""
    first = posts[0].entry
    return {
        "instanceId": instance,
        "submitterId": 1,
        "deviceId": post_of(posts[0]).device,
        "userAgent": post_of(posts[0]).agent,
        "createdAt": moment_of(first.entered_at),
        "updatedAt": None,
        "reviewState": None,
        "instanceName": None,
    }


def project_of(reception: Reception) -> Values:
    """The mission, as the only project."""
    started = next(iter(reception.office.record.entries(upto=min(1, reception.office.record.size))), None)
    began = started.entry.entered_at if started else datetime.now(UTC)
    return {"id": PROJECT, "name": reception.office.mission.name, "createdAt": moment_of(began), "archived": False}


def form_of(form: XForm) -> Values:
    """A form."""
    return {
        "projectId": PROJECT,
        "xmlFormId": form.id,
        "name": form.title,
        "version": form.version,
        "hash": form.hash,
        "state": "open",
        "createdAt": moment_of(datetime.now(UTC)),
        "updatedAt": None,
        "publishedAt": None,
        "keyId": 1 if form.encrypted else None,
        "enketoId": None,
    }


def moment_of(moment: datetime) -> str:
    """A moment as Central writes it."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
