"""From groups of accounts to the rows that say what each incident is."""

import polars as pl

from ..domain import vocabulary
from ..mission import Linking
from ..places import Frame
from .accounts import CORROBORATES, DIRECT, Arrays, on_plane
from .frames import LINKS, MEMBERS, TALLIES, UNATTACHED
from .linking import Linked
from .people import PREFIX, Shaping
from .weighing import in_words

_MEANS = ("recorded", "heard_and_seen", "seen", "heard", "found")
"""Which means an incident is said to be known by, the strongest first."""


def members(accounts: pl.DataFrame, arrays: Arrays, linked: Linked) -> pl.DataFrame:
    """One row an account and incident: the columns of ``accounts``, unit, group, incident, probability, x and y."""
    accounts = accounts.with_columns(x=pl.Series(arrays.x), y=pl.Series(arrays.y), unit=pl.Series(arrays.unit))
    sure = linked.options.filter("here").select("unit", "probability")
    grouped = accounts.with_columns(group=pl.Series(linked.group)).filter(pl.col("role") == DIRECT)
    grouped = grouped.join(sure, on="unit", how="left", maintain_order="left").with_columns(
        pl.col("probability").fill_null(1.0)
    )
    named = grouped.group_by("group").agg(incident=pl.lit(PREFIX) + pl.col("id").min())
    attached = linked.fits.join(accounts.with_columns(pl.col("row").cast(pl.Int64)), on="row")
    both = pl.concat([grouped.with_columns(pl.col("row").cast(pl.Int64)), attached], how="diagonal")
    return both.join(named, on="group").sort("incident", "start", "id")


def tallies(told: pl.DataFrame) -> pl.DataFrame:
    """TALLIES from the direct rows of ``members``."""
    middle = (pl.col("count_low") + pl.col("count_high")) // 2
    return (
        told.filter(pl.col("role") == DIRECT)
        .group_by("incident", "kind", "source")
        .agg(pl.col("count_low").sum(), pl.col("count_high").sum(), middle.sum().alias("middle"), pl.col("id"))
        .group_by("incident", "kind")
        .agg(
            pl.col("count_low").min(),
            pl.col("middle").quantile(0.5, "lower").cast(pl.Int64).alias("count_best"),
            pl.col("count_high").max(),
            pl.len().cast(pl.Int64).alias("n_sources"),
            pl.col("id").list.explode().sort().alias("observations"),
        )
        .with_columns(
            id=pl.format("{}/{}", "incident", "kind"),
            violation=pl.col("kind").is_in(_violations()),
            order=_place_in(pl.col("kind"), list(vocabulary("kinds"))),
        )
        .sort("incident", "order", "kind")
        .select(list(TALLIES))
    )


def incidents(
    told: pl.DataFrame,
    counted: pl.DataFrame,
    linking: Linking,
    shaped: Shaping,
    regions: pl.DataFrame,
) -> pl.DataFrame:
    """INCIDENTS from ``members`` and their ``tallies``, but for the names of sectors and places.

    ``shaped``: what people decided; ``regions``: where the accounts of each group together put it.
    """
    direct = told.filter(pl.col("role") == DIRECT)
    frame = (
        direct.group_by("incident")
        .agg(
            weapon=_agreed("weapon", "N/K"),
            assessment=_agreed("assessment", "undetermined"),
            found_means=pl.col("means").unique(),
            exercise=pl.col("exercise").any(),
            sources=pl.col("source").unique().sort(),
            observations=pl.col("id").sort(),
            probability=pl.col("probability").min(),
        )
        .join(_intervals(direct, linking), on="incident")
        .join(_positions(direct, regions), on="incident", how="left")
        .join(_counts(counted), on="incident")
        .join(_others(told), on="incident", how="left")
        .with_columns(
            means=_strongest(pl.col("found_means")),
            n_sources=pl.col("sources").list.len().cast(pl.Int64),
        )
        .rename({"incident": "id"})
        .sort("start", "id")
    )
    rungs, decided = shaped.rungs, shaped.decided
    by_people = pl.DataFrame(
        {
            "id": list(decided),
            "by_people": [len(ids) for ids in decided.values()],
            "rung": [rungs.get(i) for i in decided],
        },
        schema={"id": pl.String, "by_people": pl.Int64, "rung": pl.String},
    )
    by_rule = pl.when(pl.col("n_origins") > 1).then(pl.lit("corroborated")).otherwise(pl.lit("reported"))
    return frame.join(by_people, on="id", how="left", maintain_order="left").with_columns(
        status=pl.coalesce("rung", by_rule), reason=_reason()
    )


def links(told: pl.DataFrame, weighed: pl.DataFrame) -> pl.DataFrame:
    """LINKS from ``weighing.contrasts``: each account and the incident it is of, or nearly was."""
    direct = told.filter(pl.col("role") == DIRECT)
    named = direct.select("group", "incident").unique()
    return (
        weighed.with_columns(reason=in_words())
        .join(direct.select("unit", observation="id"), on="unit")
        .join(named, on="group")
        .with_columns(id=pl.format("{}~{}", "incident", "observation"), linked=pl.col("here"))
        .select(list(LINKS))
        .sort("incident", "linked", "observation", descending=[False, True, False])
    )


def _attached() -> pl.Expr:
    return pl.when(pl.col("role") != DIRECT).then(
        pl.format(
            "told by others or seen from space; speaks of this with probability {}", pl.col("probability").round(2)
        )
    )


def membership(told: pl.DataFrame, frame: pl.DataFrame, plane: Frame, weighed: pl.DataFrame) -> pl.DataFrame:
    """MEMBERS: how far each account lies from its incident in space and time. ``weighed``: LINKS."""
    reasons = weighed.filter("linked").select("incident", "observation", "reason")
    at_x, at_y = on_plane(plane, frame["lon"], frame["lat"])
    placed = told.join(
        frame.select(incident="id", first="start", last="end", at_x=pl.Series(at_x), at_y=pl.Series(at_y)),
        on="incident",
        how="left",
    )
    apart = ((pl.col("x") - pl.col("at_x")) ** 2 + (pl.col("y") - pl.col("at_y")) ** 2).sqrt()
    gap = pl.max_horizontal(pl.col("first") - pl.col("end"), pl.col("start") - pl.col("last"), pl.duration())
    return (
        placed.with_columns(
            observation=pl.col("id"),
            distance_m=apart.fill_nan(None),
            seconds_apart=gap.dt.total_microseconds() / 1e6,
        )
        .join(reasons, on=["incident", "observation"], how="left", maintain_order="left")
        .with_columns(reason=pl.coalesce("reason", _attached(), pl.lit("")))
        .select(list(MEMBERS))
        .sort("incident", "role", "observation", descending=[False, True, False])
    )


def unattached(accounts: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """UNATTACHED: what is neither direct nor fits any incident."""
    why = (
        pl.when(pl.col("lon").is_null())
        .then(pl.lit("does not say where"))
        .otherwise(pl.lit("no incident of a compatible kind in its interval and region"))
    )
    return (
        accounts.filter(pl.col("role") != DIRECT)
        .join(told, on="id", how="anti")
        .with_columns(observation=pl.col("id"), reason=why)
        .select(list(UNATTACHED))
        .sort("observation")
    )


def _violations() -> list[str]:
    return [code for code, term in vocabulary("kinds").items() if term.columns["violation"] == "yes"]


def _place_in(column: pl.Expr, order: list[str]) -> pl.Expr:
    return column.replace_strict(
        {code: place for place, code in enumerate(order)}, default=len(order), return_dtype=pl.Int64
    )


def _agreed(name: str, unknown: str) -> pl.Expr:
    """The one value of those accounts that know it; ``unknown`` where none does or they differ."""
    known = pl.col(name).filter(pl.col(name) != unknown)
    return pl.when(known.n_unique() == 1).then(known.min()).otherwise(pl.lit(unknown)).alias(name)


def _strongest(found: pl.Expr) -> pl.Expr:
    both = found.list.contains("heard") & found.list.contains("seen")
    said = pl.when(found.list.contains("recorded")).then(pl.lit("recorded")).when(both).then(pl.lit("heard_and_seen"))
    for means in _MEANS[1:]:
        said = said.when(found.list.contains(means)).then(pl.lit(means))
    return said.otherwise(found.list.sort().list.first())


def _intervals(direct: pl.DataFrame, linking: Linking) -> pl.DataFrame:
    width = pl.col("end") - pl.col("start")
    slack = pl.duration(microseconds=round(2 * linking.minutes * 60e6))
    sharp = width <= width.min().over("incident") + slack
    return direct.filter(sharp).group_by("incident").agg(pl.col("start").min(), pl.col("end").max())


def _positions(direct: pl.DataFrame, regions: pl.DataFrame) -> pl.DataFrame:
    """Where the accounts together put each incident; where the most precise has it if that is outside all of them."""
    placed = direct.filter(pl.col("x").is_not_nan() & pl.col("radius_m").is_not_null()).sort("radius_m", "id")
    from_centre = ((pl.col("x") - pl.col("at_x")) ** 2 + (pl.col("y") - pl.col("at_y")) ** 2).sqrt()
    joint = ["lon", "lat", "radius_m", "major_m", "minor_m", "azimuth_deg"]
    sharpest = pl.col("radius_m").first()
    circle = [pl.col("lon").first(), pl.col("lat").first(), sharpest,
              sharpest.alias("major_m"), sharpest.alias("minor_m"), pl.lit(0.0).alias("azimuth_deg")]  # fmt: skip
    return (
        placed.join(
            regions.rename({name: f"joint_{name}" for name in joint}), on="group", how="left", maintain_order="left"
        )
        .group_by("incident", maintain_order=True)
        .agg(*circle, pl.col("^joint_.*$").first(), held=(from_centre <= pl.col("radius_m")).any())
        .select(
            "incident",
            *(pl.when("held").then(f"joint_{name}").otherwise(name).alias(name) for name in joint),
        )
    )


def _counts(counted: pl.DataFrame) -> pl.DataFrame:
    """The kind most sources tell of, and the counts of all kinds: of violations alone where there is one."""
    violates = pl.col("violation").any().over("incident")
    first = (
        counted.sort("n_sources", descending=True, maintain_order=True).group_by("incident").agg(pl.col("kind").first())
    )
    totals = (
        counted.with_columns(violates=violates)
        .filter(pl.col("violation") | ~pl.col("violates"))
        .group_by("incident")
        .agg(pl.col("violates").first().alias("violation"), pl.col("count_low", "count_best", "count_high").sum())
    )
    return first.join(totals, on="incident")


def _others(told: pl.DataFrame) -> pl.DataFrame:
    """Independent origins, and how many accounts attach."""
    origin = pl.when(pl.col("origin") != "").then(pl.col("origin")).otherwise(pl.col("source"))
    return told.group_by("incident").agg(
        n_origins=origin.filter(
            (pl.col("role") == DIRECT) | ((pl.col("role") == CORROBORATES) & (pl.col("probability") >= 0.5))
        )
        .n_unique()
        .cast(pl.Int64),
        n_corroborates=(pl.col("role") == CORROBORATES).sum(),
        n_claims=(~pl.col("role").is_in([DIRECT, CORROBORATES])).sum(),
    )


def _reason() -> pl.Expr:
    """The reason in words, from the columns of the row."""
    names = pl.col("sources").list.join(", ")
    rows = pl.col("observations").list.len()
    told = (
        pl.when(pl.col("n_sources") > 1)
        .then(pl.format("accounts of {} that one event explains better than several", names))
        .when(rows > 1)
        .then(pl.format("{} accounts of {}, said to be one run", rows, names))
        .otherwise(pl.format("one account of {}", names))
    )
    place = (
        pl.when(pl.col("lon").is_null())
        .then(pl.lit("; no account says where"))
        .otherwise(
            pl.when(pl.col("n_sources") > 1).then(pl.lit("; placed where they together put it")).otherwise(pl.lit(""))
        )
    )
    attached = (
        pl.when(pl.col("n_corroborates") > 0)
        .then(pl.format("; fits {} account(s) of instruments that are not the mission's", "n_corroborates"))
        .otherwise(pl.lit(""))
    )
    claims = (
        pl.when(pl.col("n_claims") > 0)
        .then(pl.format("; {} account(s) told by others fit", "n_claims"))
        .otherwise(pl.lit(""))
    )
    people = (
        pl.when(pl.col("by_people") > 0)
        .then(pl.format("; {} decision(s) of people heeded", "by_people"))
        .otherwise(pl.lit(""))
    )
    return pl.concat_str(told, place, attached, claims, people)
