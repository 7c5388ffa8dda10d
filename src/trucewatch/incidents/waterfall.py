"""The evidence for or against a link as a picture: one bar a part, from nothing to the sum."""

from collections.abc import Mapping
from html import escape
from typing import Any

from .weighing import parts_of

_WIDTH, _LEFT, _ROW = 520, 150, 26
_FOR, _AGAINST, _INK = "#2a78a8", "#b3561d", "#222222"


def waterfall(link: Mapping[str, Any]) -> str:
    """An SVG of one row of LINKS. Bars to the right speak for one event, to the left for two (natural logarithm)."""
    parts = [(name, value) for name, value in parts_of(link) if abs(value) >= 0.05]
    total = sum(value for _, value in parts)
    edges = [0.0]
    for _, value in parts:
        edges.append(edges[-1] + value)
    low, high = min(edges), max(edges)
    scale = (_WIDTH - _LEFT - 70) / max(high - low, 1e-9)
    bars = [
        *((name, start, value) for (name, value), start in zip(parts, edges, strict=False)),
        ("together", 0.0, total),
    ]
    zero = _LEFT - low * scale
    height = _ROW * len(bars) + 56
    title = f"{link['observation']} and {link['incident']}: one event or two"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" '
        f'role="img" font-family="sans-serif" font-size="12" fill="{_INK}"><title>{escape(title)}</title>'
    )
    axis = f'<line x1="{zero:.1f}" y1="8" x2="{zero:.1f}" y2="{_ROW * len(bars) + 12}" stroke="{_INK}"/>'
    drawn = [head, axis]
    for row, (name, start, value) in enumerate(bars):
        y = 12 + row * _ROW
        x = _LEFT + (min(start, start + value) - low) * scale
        end = _LEFT + (max(start, start + value) - low) * scale
        drawn.append(
            f'<text x="{_LEFT - 10}" y="{y + 14}" text-anchor="end">{escape(name)}</text>'
            f'<rect x="{x:.1f}" y="{y}" width="{max(end - x, 1):.1f}" height="{_ROW - 8}" '
            f'fill="{_FOR if value >= 0 else _AGAINST}"/>'
            f'<text x="{end + 6:.1f}" y="{y + 14}">{value:+.1f}</text>'
        )
    drawn.append(
        f'<text x="{_LEFT}" y="{height - 12}">left: two events; right: one event (log likelihood ratio)</text></svg>'
    )
    return "".join(drawn)
