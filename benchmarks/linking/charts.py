"""Draws the figures of ``compare.py --figures FILE``: F1 by how large errors are and by how much happens."""

import argparse
from pathlib import Path

import matplotlib.pyplot as plt
import polars as pl

SHOWN = {
    "trucewatch, errors learned": ("#1b5e4b", "-"),
    "trucewatch, default errors": ("#1b5e4b", "--"),
    "Splink 5, true labels, one report a source": ("#b35900", "--"),
    "Splink 5, EM, one report a source": ("#b35900", "-"),
    "greedy, one report a source, tuned": ("#3b5b92", "-"),
    "MELTT's matching, tuned": ("#777777", "-"),
    "plain rule of the first version": ("#bbbbbb", "-"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("figures", type=Path)
    parser.add_argument("out", type=Path)
    chosen = parser.parse_args()
    table = pl.read_csv(chosen.figures)
    mean = table.group_by("intensity", "error", "method").agg(pl.col("direct_f1", "all_f1").mean())
    plt.rcParams["svg.hashsalt"] = "trucewatch"
    figure, axes = plt.subplots(2, 2, figsize=(9, 6.4), sharey="row", layout="constrained")
    for row, (column, who) in enumerate((("direct_f1", "direct observers"), ("all_f1", "all sources"))):
        for axis, along, fixed, label in (
            (axes[row, 0], "error", "intensity", "errors, times those believed"),
            (axes[row, 1], "intensity", "error", "intensity, times that of the exercise"),
        ):
            part = mean.filter(pl.col(fixed) == 1.0)
            for method, (colour, style) in SHOWN.items():
                line = part.filter(method=method).sort(along)
                axis.plot(line[along], line[column], style, color=colour, marker="o", markersize=3, label=method)
            axis.set_xscale("log", base=2)
            axis.set_xticks(ticks := sorted(part[along].unique()), [f"{tick:g}" for tick in ticks])
            axis.minorticks_off()
            axis.set_xlabel(label)
            axis.grid(alpha=0.3)
        axes[row, 0].set_ylabel(f"pairwise F1, {who}")
    figure.suptitle("Simulated (EXERCISE): which accounts are of one event")
    figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=2, fontsize=8)
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(chosen.out, metadata={"Date": None})


if __name__ == "__main__":
    main()
