"""Sets of stretches of time, as sorted tuples of spans that do not touch."""

from collections.abc import Iterable
from datetime import timedelta

from trucewatch.domain import Span

HOUR = timedelta(hours=1)


def union(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The time covered by any of ``spans``; those without length vanish."""
    joined: list[Span] = []
    for span in sorted(spans):
        if span.start == span.end:
            continue
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)


def clip(spans: Iterable[Span], to: Span) -> tuple[Span, ...]:
    """The parts of ``spans`` that lie in ``to``."""
    return tuple(Span(max(s.start, to.start), min(s.end, to.end)) for s in spans if s.overlap(to))


def missing(spans: Iterable[Span], of: Span) -> tuple[Span, ...]:
    """The time of ``of`` that none of ``spans`` covers."""
    gaps: list[Span] = []
    reached = of.start
    for span in union(clip(spans, of)):
        if span.start > reached:
            gaps.append(Span(reached, span.start))
        reached = span.end
    if reached < of.end:
        gaps.append(Span(reached, of.end))
    return tuple(gaps)


def meets(span: Span, others: Iterable[Span]) -> bool:
    """True if ``span`` shares time with one of ``others``; a span without length, if it lies in one."""
    return any(span.overlap(other) or (span.start == span.end and other.contains(span.start)) for other in others)


def hours(spans: Iterable[Span]) -> float:
    """The length of ``spans``, in hours."""
    return sum((span.length for span in spans), timedelta(0)) / HOUR
