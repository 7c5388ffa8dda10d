"""What happens: weather and fire, clustered in space and time, with heavy tails and many quiet days."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from .stage import Floats, Ints, Stage

HOUR = 3600.0
DAY = 24 * HOUR

KINDS = ("explosion", "projectile", "burst", "shot", "muzzle_flash", "flare")

_FIRE_BY_HOUR = np.array([7, 6, 5, 4, 3, 2, 1, 1, 2, 3, 4, 4, 3, 3, 3, 4, 5, 6, 8, 10, 11, 11, 10, 8], dtype=float)
_WEAPONS = {
    "shooting": (("small_arms", 0.7), ("hmg", 0.3)),
    "shelling": (("mortar", 0.3), ("agl", 0.2), ("ifv_cannon", 0.15), ("artillery", 0.1), ("N/K", 0.25)),
    "mixed": (("small_arms", 0.4), ("hmg", 0.3), ("agl", 0.3)),
    "flares": (("N/K", 1.0),),
    "exercise": (("ifv_cannon", 0.4), ("tank", 0.2), ("small_arms", 0.2), ("hmg", 0.2)),
}
_ASSESSMENTS = (("undetermined", 0.6), ("outgoing", 0.15), ("impact", 0.2), ("airburst", 0.05))


@dataclass(frozen=True)
class Process:
    """Parameters of the generating process.

    Episodes of fire in a region and day are Poisson with log mean ``log_rate[region] + spread * s``, where s is a
    standard AR(1) with coefficient ``memory`` and correlation ``shared`` between the regions; with chance
    ``quiet[region]`` the day has none, with ``spike`` it has ``spike_factor`` times as many. Fitted with
    ``benchmarks/exercise_calibration.py`` to headline figures of OSCE SMM daily reports, August 2020 to October 2021.
    """

    log_rate: tuple[float, float] = (1.8, 1.45)
    spread: float = 1.4
    memory: float = 0.1
    shared: float = 0.75
    quiet: tuple[float, float] = (0.02, 0.2)
    spike: float = 0.01
    spike_factor: float = 3.0
    exercise: float = 0.03
    kinds: tuple[tuple[str, float], ...] = (("shooting", 0.41), ("shelling", 0.49), ("mixed", 0.05), ("flares", 0.05))
    hotspot: float = 0.78
    hotspot_m: float = 1500.0
    background_m: float = 8000.0


@dataclass(frozen=True)
class Weather:
    """Hourly fog (0 clear to 1 dense) and wind (m/s), daily cloud cover (0 to 1), over the whole area.

    ``wind_from`` is where the wind blows from, by the hour, in degrees.
    """

    fog: Floats
    wind: Floats
    cloud: Floats
    wind_from: Floats

    @property
    def visibility_m(self) -> Floats:
        """How far anything can be seen, by the hour: 20 km where it is clear, 200 m in the densest fog."""
        return np.asarray(20_000 * 0.01**self.fog)


def weather(days: int, rng: np.random.Generator, of_direction: np.random.Generator) -> Weather:
    """Weather of ``days`` days: fog in the small hours of some days, wind and cloud that last, a wind that turns."""
    hours = np.arange(24)
    misty = rng.random(days) < 0.3
    depth = rng.beta(2, 1.5, days) * misty
    centre, width = rng.normal(5, 1.5, days), rng.uniform(1.5, 5, days)
    fog = depth[:, None] * np.exp(-(((hours[None, :] - centre[:, None]) / width[:, None]) ** 2))
    cloud = 1 / (1 + np.exp(-1.5 * _autoregressive(days, 0.6, rng)))
    wind = 3.5 * np.exp(0.5 * np.repeat(_autoregressive(days, 0.5, rng), 24) + 0.15 * rng.standard_normal(days * 24))
    turning = 40 * np.repeat(_autoregressive(days, 0.5, of_direction), 24) + np.cumsum(
        4 * of_direction.standard_normal(days * 24)
    )
    wind_from = (of_direction.uniform(0, 360) + turning) % 360
    return Weather(fog=fog.ravel(), wind=wind, cloud=cloud, wind_from=wind_from)


def events(scene: Stage, process: Process, days: int, intensity: float, rng: np.random.Generator) -> pl.DataFrame:
    """Runs of like events (shots, bursts, explosions, ...) with their truth, in order of time.

    Columns: event, episode, t0, t1 (seconds since the first local midnight), x, y (metres in the stage's frame),
    lon, lat, heading (degrees of flight), region, kind, weapon, assessment, count, exercise, by (index of the side that
    fired). Runs of
    one outbreak of fire share an ``episode``.
    """
    episodes = _episodes(scene, process, days, intensity, rng)
    runs = _runs(scene, episodes, rng)
    lon, lat = scene.frame.lonlat(runs["x"].to_numpy(), runs["y"].to_numpy())
    return (
        runs.with_columns(lon=pl.Series(np.asarray(lon, dtype=float)), lat=pl.Series(np.asarray(lat, dtype=float)))
        .filter(pl.col("t0") < days * DAY)
        .sort("t0", "x")
        .with_row_index("n")
        .with_columns(event=pl.format("ev-{}", pl.col("n").cast(pl.String).str.zfill(6)))
        .drop("n")
    )


def _autoregressive(n: int, memory: float, rng: np.random.Generator) -> Floats:
    """A standard stationary AR(1) of length ``n``."""
    noise = rng.standard_normal(n)
    noise[1:] *= np.sqrt(1 - memory**2)
    for day in range(1, n):
        noise[day] += memory * noise[day - 1]
    return noise


def _draw(choices: tuple[tuple[str, float], ...], n: int, rng: np.random.Generator) -> list[str]:
    codes, shares = zip(*choices, strict=True)
    weights = np.asarray(shares, dtype=float)
    return [codes[i] for i in rng.choice(len(codes), size=n, p=weights / weights.sum())]


def _tail(median: float, log_sd: float, n: int, rng: np.random.Generator) -> Ints:
    """Counts from 1 up with a log-normal tail."""
    return np.ceil(median * np.exp(log_sd * rng.standard_normal(n))).astype(np.int64)


def _episodes(scene: Stage, process: Process, days: int, intensity: float, rng: np.random.Generator) -> pl.DataFrame:
    anchors = scene.anchors
    common = _autoregressive(days, process.memory, rng)
    parts = []
    for region in (0, 1):
        own = _autoregressive(days, process.memory, rng)
        latent = np.sqrt(process.shared) * common + np.sqrt(1 - process.shared) * own
        rate = intensity * np.exp(process.log_rate[region] + process.spread * latent)
        rate *= np.where(rng.random(days) < process.spike, process.spike_factor, 1.0)
        rate *= rng.random(days) >= process.quiet[region]
        n = rng.poisson(rate)
        drills = rng.poisson(process.exercise * min(intensity, 1.0), days)
        spots = np.flatnonzero(anchors.region == region)
        heat = rng.gamma(0.7, 1.0, len(spots)) + 0.05
        tilt = np.clip(0.5 + 0.18 * _autoregressive(days, 0.7, rng), 0.1, 0.9)
        total, trained = int(n.sum()), int(drills.sum())
        size = total + trained
        day = np.concatenate([np.repeat(np.arange(days), n), np.repeat(np.arange(days), drills)])
        night_or_day = rng.choice(24, size=total, p=_FIRE_BY_HOUR / _FIRE_BY_HOUR.sum())
        hour = np.concatenate([night_or_day, rng.integers(9, 16, trained)])
        spot = spots[rng.choice(len(spots), size=size, p=heat / heat.sum())]
        scatter = np.where(rng.random(size) < process.hotspot, process.hotspot_m, process.background_m)
        by = (rng.random(size) < tilt[day]).astype(np.int64)
        back = np.where(np.arange(size) >= total, rng.uniform(5000, 9000, size), rng.uniform(200, 1200, size))
        away = np.where(by == 0, -1.0, 1.0) * back
        parts.append(
            pl.DataFrame(
                {
                    "t": day * DAY + (hour + rng.random(size)) * HOUR,
                    "x": anchors.x[spot] + scatter * rng.standard_normal(size) + away * anchors.nx[spot],
                    "y": anchors.y[spot] + scatter * rng.standard_normal(size) + away * anchors.ny[spot],
                    "nx": anchors.nx[spot],
                    "ny": anchors.ny[spot],
                    "region": np.full(size, region),
                    "by": by,
                    "what": _draw(process.kinds, total, rng) + ["exercise"] * trained,
                }
            )
        )
    return pl.concat(parts).sort("t", "x").with_row_index("episode").with_columns(pl.col("episode").cast(pl.Int64))


def _runs(scene: Stage, episodes: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Splits episodes into runs of one kind each."""
    n = episodes.height
    what = episodes["what"].to_numpy()
    weapon = np.empty(n, dtype=object)
    for code, choices in _WEAPONS.items():
        hits = np.flatnonzero(what == code)
        weapon[hits] = _draw(choices, len(hits), rng)
    shoots, shells = np.isin(what, ("shooting", "mixed")), np.isin(what, ("shelling", "mixed", "exercise"))
    drill = what == "exercise"
    wanted = {
        "burst": ((shoots & (rng.random(n) < 0.85)) | drill, _tail(3.0, 1.0, n, rng) * np.where(drill, 8, 1)),
        "shot": (shoots & (rng.random(n) < 0.55), _tail(3.5, 1.1, n, rng)),
        "explosion": (shells, _tail(1.8, 0.95, n, rng) * np.where(drill, 5, 1)),
        "projectile": (shells & (rng.random(n) < 0.4), _tail(1.2, 0.7, n, rng)),
        "muzzle_flash": ((shells | shoots) & (rng.random(n) < 0.2), _tail(1.2, 0.7, n, rng)),
        "flare": (what == "flares", _tail(0.8, 0.6, n, rng)),
    }
    minutes = rng.exponential(np.where(drill, 60.0, 7.0))
    heading = np.where(episodes["by"].to_numpy() == 0, 1.0, -1.0)
    parts = []
    for kind, (has, counts) in wanted.items():
        index = np.flatnonzero(has)
        size = len(index)
        across = heading[index] * rng.uniform(800, 3000, size) if kind == "explosion" else np.zeros(size)
        rows = episodes[index]
        start = rows["t"].to_numpy() + rng.random(size) * minutes[index] * 60
        assessed = _draw(_ASSESSMENTS, size, rng) if kind == "explosion" else ["undetermined"] * size
        outgoing = np.array([code == "outgoing" for code in assessed], dtype=bool)
        across = np.where(outgoing | drill[index], 0.0, across)
        parts.append(
            pl.DataFrame(
                {
                    "episode": rows["episode"],
                    "t0": start,
                    "t1": start + counts[index] * rng.exponential(8.0, size),
                    "x": rows["x"].to_numpy() + across * rows["nx"].to_numpy() + 120 * rng.standard_normal(size),
                    "y": rows["y"].to_numpy() + across * rows["ny"].to_numpy() + 120 * rng.standard_normal(size),
                    "heading": np.degrees(
                        np.arctan2(heading[index] * rows["nx"].to_numpy(), heading[index] * rows["ny"].to_numpy())
                    )
                    % 360,
                    "region": rows["region"],
                    "kind": [kind] * size,
                    "weapon": ["N/K" if kind == "flare" else str(code) for code in weapon[index]],
                    "assessment": assessed,
                    "count": counts[index],
                    "exercise": drill[index],
                    "by": rows["by"],
                },
                schema_overrides={"kind": pl.String, "weapon": pl.String, "assessment": pl.String},
            )
        )
    return pl.concat(parts)
