"""What the tests ask of a report's text."""

from trucewatch.reporting import Report
from trucewatch.reporting.document import phrases, plain, walk


def sentences(report: Report) -> list[str]:
    """Every phrase of the report outside its annexes, the mission's own words alone."""
    text = [section for section in report.sections if not section.wide]
    return [plain(phrase, own=True) for _, block in walk(text) for phrase in phrases(block)]


def own_words(report: Report) -> str:
    return "\n".join(sentences(report))
