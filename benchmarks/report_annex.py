"""How long a daily report of 2,000 annex rows takes from the assessed pictures to its files.

The baseline, in the same run, is the least a report of the same table can cost with the same PDF engine: typst setting
the bare table of violations, no text, no page, no workbook, no map. Prints seconds and the ratio of the two.

    python benchmarks/report_annex.py [ROWS]
"""

import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import typst

from trucewatch import domain as d
from trucewatch import reporting
from trucewatch.mission import load, period_for
from trucewatch.record import Draft, Record
from trucewatch.reporting.document import Table, plain, walk

DAY = datetime(2023, 6, 14, tzinfo=UTC).date()


def pictures(rows: int) -> reporting.Pictures:
    mission = load(Path(__file__).parents[1] / "missions" / "exercise-lachin")
    period = period_for(mission, DAY)
    post = mission.sources["op-07"]
    assert post.lon is not None
    assert post.lat is not None
    view = d.Around(post.lon, post.lat, post.range_m or 9000.0)
    things: list[d.Payload] = [d.Watch(source=post.id, span=period.span, view=view)]
    step = period.span.length / (rows + 1)
    for n in range(rows):
        moment = period.span.start + step * (n + 0.5)
        things.append(
            d.Observation(
                source=post.id,
                kind=("explosion", "shot", "burst")[n % 3],
                means="heard",
                when=d.When(moment, moment + timedelta(seconds=1)),
                where=d.Bearing(post.lon, post.lat, float(n * 22.5 % 360), 11.25, 1000.0, 3000.0),
                count=d.Count(1 + n % 4, 1 + n % 4),
                ref=str(n),
            )
        )
    with tempfile.TemporaryDirectory() as home, Record.create(Path(home) / "record", origin="benchmark") as log:
        log.append([Draft(thing) for thing in things], author="benchmark")
        return reporting.Pictures.of(log.holdings(), mission, DAY, checkpoint=log.checkpoint())


def bare_table(report: reporting.Report) -> float:
    annex = next(
        block for _, block in walk(report.sections) if isinstance(block, Table) and block.id == "annex-violations"
    )
    cells = [plain(cell) for row in annex.rows for cell in row]
    source = f'#let cells = json("cells.json")\n#table(columns: {len(annex.columns)}, ..cells)'
    files: dict[str, bytes] = {"main.typ": source.encode(), "cells.json": msgspec.json.encode(cells)}
    start = time.perf_counter()
    typst.compile(files)  # type: ignore[call-overload]
    return time.perf_counter() - start


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    drawn = pictures(rows)
    assert drawn.history
    reporting.render(reporting.daily(drawn))
    start, began = time.perf_counter(), time.process_time()
    report = reporting.daily(drawn)
    said = time.perf_counter()
    files = reporting.render(report)
    end, busy = time.perf_counter(), time.process_time() - began
    baseline = bare_table(report)
    print(f"annex rows            {len(report.sheets[0].rows)}")
    print(f"saying it             {said - start:.2f} s")
    print(f"six files             {end - said:.2f} s, {sum(map(len, files.values())) / 1e6:.1f} MB")
    print(f"both                  {end - start:.2f} s ({busy:.2f} s of processor)")
    print(f"bare table, typst     {baseline:.2f} s; ratio {(end - start) / baseline:.1f}")


if __name__ == "__main__":
    main()
