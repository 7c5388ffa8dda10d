"""How the wind carries sound."""

import msgspec


class Wind(msgspec.Struct, frozen=True, kw_only=True):
    """Factors on how far ``means`` hears: ``calm`` without wind, the others in ``wind_ms`` metres a second or more.

    ``with_wind`` where the wind blows from the event to the observer, ``against_wind`` where it blows towards the
    event, ``across_wind`` from the side. ``log_sd`` is how well they are known: their standard deviation in logarithms.
    """

    means: str
    wind_ms: float
    calm: float = 1.0
    with_wind: float
    across_wind: float
    against_wind: float
    log_sd: float = 0.2
    source: str = ""
