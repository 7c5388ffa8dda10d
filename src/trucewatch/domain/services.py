"""What is told of health facilities and their services."""

import msgspec

from .when import When


class ServiceReport(msgspec.Struct, frozen=True, tag="service", kw_only=True):
    """One source's account of how a health facility, or one kind of service in it, was working.

    The fields are those of HeRAMS, codes of the vocabularies: ``service`` (*services*, "" for the facility as a whole),
    ``level`` (*functioning*), ``reasons`` (*barriers*), ``access`` (*accessibility*), ``building`` and ``equipment``
    (*damage*); "" where nothing is said.
    """

    source: str
    facility: str
    when: When
    level: str
    service: str = ""
    reasons: tuple[str, ...] = ()
    access: str = ""
    building: str = ""
    equipment: str = ""
    ref: str = ""
    text: str = ""
