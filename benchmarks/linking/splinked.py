"""Splink 5 on DuckDB: weights learned without labels (EM) or from the true labels, then two ways to cluster."""

import logging

import numpy as np
import polars as pl
import splink.comparison_library as compare
from numpy.typing import NDArray
from splink import Linker, SettingsCreator
from splink.backends.duckdb import DuckDBAPI
from splink.comparison_level_library import CustomLevel, ElseLevel


def _steps(column: str, expression: str, limits: tuple[float, ...]) -> compare.CustomComparison:
    levels = [CustomLevel(f"{expression} <= {limit}", label_for_charts=f"{column} <= {limit}") for limit in limits]
    return compare.CustomComparison(output_column_name=column, comparison_levels=[*levels, ElseLevel()])


_COMPARISONS = [
    _steps("time", "abs(time_l - time_r)", (30, 90, 180, 360)),
    _steps("place", "sqrt(power(x_l - x_r, 2) + power(y_l - y_r, 2))", (500, 1000, 2000, 4000)),
    compare.ExactMatch("kind"),
    _steps("amount", "abs(ln(amount_l) - ln(amount_r))", (0.01, 0.25, 0.7)),
    compare.ExactMatch("weapon"),
    compare.ExactMatch("assessment"),
]
_BLOCK = (
    "abs(l.slot - r.slot) <= 1 and abs(l.time - r.time) <= 900 and l.source <> r.source "
    "and abs(l.x - r.x) <= 10000 and abs(l.y - r.y) <= 10000"
)


def pairs(units: pl.DataFrame, labelled: pl.DataFrame | None = None) -> pl.DataFrame:
    """one, other (rows of ``units``), probability. Weights from ``labelled`` (with column event) or by EM."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=_COMPARISONS,
        blocking_rules_to_generate_predictions=[_BLOCK],
        probability_two_random_records_match=0.0005,
    )
    learned = _linker(units if labelled is None else labelled, settings)
    learned.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    if labelled is None:
        for rule in ("l.kind = r.kind and l.slot = r.slot and l.source <> r.source", _BLOCK):
            learned.training.estimate_parameters_using_expectation_maximisation(rule)
    else:
        learned.training.estimate_m_from_label_column("event")
    told = learned.misc.save_model_to_json()
    found = _linker(units, told).inference.predict().as_duckdbpyrelation().pl()
    return found.select(one="unique_id_l", other="unique_id_r", probability="match_probability").sort(
        "probability", "one", "other", descending=[True, False, False]
    )


def _linker(units: pl.DataFrame, settings: object) -> Linker:
    table = units.with_row_index("unique_id").with_columns(
        slot=(pl.col("time") // 900).cast(pl.Int64),
        weapon=pl.when(pl.col("weapon") != "N/K").then("weapon"),
        assessment=pl.when(pl.col("assessment") != "undetermined").then("assessment"),
    )
    database = DuckDBAPI()
    return Linker(database.register(table.to_arrow()), settings)


def clustered(found: pl.DataFrame, source: list[str], threshold: float, *, once: bool) -> NDArray[np.int64]:
    """Clusters from pairs above ``threshold``, the surest first; with ``once`` a source is in each once."""
    group = list(range(len(source)))
    members = {n: [n] for n in group}
    for one, other in found.filter(pl.col("probability") >= threshold).select("one", "other").iter_rows():
        a, b = group[one], group[other]
        if a == b or (once and {source[m] for m in members[a]} & {source[m] for m in members[b]}):
            continue
        for m in members[b]:
            group[m] = a
        members[a] += members.pop(b)
    return np.array(group)
