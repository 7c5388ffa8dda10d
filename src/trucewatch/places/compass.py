"""The sixteen points of the compass, in English and Russian words."""

import re

POINTS = ("N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW")
POINTS_RU = ("С", "ССВ", "СВ", "ВСВ", "В", "ВЮВ", "ЮВ", "ЮЮВ", "Ю", "ЮЮЗ", "ЮЗ", "ЗЮЗ", "З", "ЗСЗ", "СЗ", "ССЗ")
STEP_DEG = 22.5
HALF_WIDTH_DEG = STEP_DEG / 2
"""How far a true direction may lie from the point named for it."""

_WORDS = {
    **dict.fromkeys(("north", "northern", "northerly", "northward", "northwards"), "N"),
    **dict.fromkeys(("east", "eastern", "easterly", "eastward", "eastwards"), "E"),
    **dict.fromkeys(("south", "southern", "southerly", "southward", "southwards"), "S"),
    **dict.fromkeys(("west", "western", "westerly", "westward", "westwards"), "W"),
    **dict.fromkeys(("север", "севера", "северу", "севернее", "северо", "северный", "северном"), "N"),
    **dict.fromkeys(("восток", "востока", "востоку", "восточнее", "восточный", "восточном", "востоко"), "E"),
    **dict.fromkeys(("юг", "юга", "югу", "южнее", "юго", "южный", "южном"), "S"),
    **dict.fromkeys(("запад", "запада", "западу", "западнее", "западный", "западном", "западо"), "W"),
}
_PIECES = re.compile("|".join(sorted(_WORDS, key=len, reverse=True)))
_CYRILLIC = str.maketrans("СВЮЗ", "NESW")
_DEGREES = {point: i * STEP_DEG for i, point in enumerate(POINTS)}


def compass(word: str) -> float:
    """Degrees clockwise from north of a compass word: "ENE", "north-east", "east-north-east", "СВ", "северо-восток".

    Raises ValueError if ``word`` is none of the sixteen points.
    """
    bare = re.sub(r"[\s.\-‐‑–]+", "", word)
    if bare.translate(_CYRILLIC) != bare:
        point = bare.translate(_CYRILLIC) if bare.isupper() else ""
    else:
        point = bare.upper() if len(bare) <= 3 else ""
    if point not in _DEGREES:
        pieces = _PIECES.findall(bare.casefold())
        point = "".join(_WORDS[piece] for piece in pieces) if "".join(pieces) == bare.casefold() else ""
    if point not in _DEGREES:
        raise ValueError(f"{word!r} is no point of the compass: use one of {', '.join(POINTS)}")
    return _DEGREES[point]


def compass_word(degrees: float, language: str = "en") -> str:
    """The nearest of the sixteen points: "ENE" for 67, "ВСВ" in language "ru"."""
    points = POINTS_RU if language == "ru" else POINTS
    return points[round((degrees % 360) / STEP_DEG) % len(points)]
