"""The dark counterpart of a picture, for readers whose screen is dark; the picture itself stays as it is."""

import re
from colorsys import hls_to_rgb, rgb_to_hls

_COLOUR = re.compile(r'(fill|stroke)(: |=")(#[0-9a-f]{6})\b')
_ROOT = re.compile(r"<svg\b[^>]*>")
_PAPER = 0.08
"""Lightness of what was white."""


def with_dark(svg: str) -> str:
    """``svg`` with rules for dark screens that turn the lightness of each of its colours round and keep its hue."""
    rules = [
        f"{_chosen(what, sign, colour)}{{{what}:{_turned(colour)}!important}}"
        for what, sign, colour in sorted(set(_COLOUR.findall(svg)))
    ]
    style = f"<style>@media (prefers-color-scheme: dark){{{''.join(rules)}}}</style>"
    return _ROOT.sub(lambda root: root[0] + style, svg, count=1)


def _chosen(what: str, sign: str, colour: str) -> str:
    """The selector of elements that have the colour in their style, or as an attribute."""
    return f'[style*="{what}: {colour}"]' if sign == ": " else f'[{what}="{colour}"]'


def _turned(colour: str) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    hue, lightness, saturation = rgb_to_hls(red, green, blue)
    turned = 1 - lightness * (1 - _PAPER)
    chroma = saturation * (1 - abs(2 * lightness - 1))
    strength = min(1.0, chroma / max(1 - abs(2 * turned - 1), 1e-9))
    return "#" + "".join(f"{round(part * 255):02x}" for part in hls_to_rgb(hue, turned, strength))
