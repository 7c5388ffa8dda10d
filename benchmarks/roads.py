"""Travel times with closures, critical segments, bridges, cuts on a real country; igraph, rustworkx, networkit beside.

Run from the repository, with the dependency group *bench*: ``python benchmarks/roads.py``. The country is Liechtenstein
(OpenStreetMap, in the sibling folder ``shared/data/osm-liechtenstein``; without it the script says so and stops), tiled
with linking roads to reach about 100,000 and 1,000,000 arcs. Each time is the best of several runs on one thread; all
engines must agree on what is reached, and on the times.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import igraph
import networkit
import numpy as np
import rustworkx

from trucewatch.places import Network, Roads, read_osm

EXTRACT = Path(__file__).parents[1] / "../shared/data/osm-liechtenstein/liechtenstein-2013-08-03.osm.pbf"
CLOSURES, RUNS, LINKS = 20, 5, 12


def best(run: Callable[[], Any], runs: int = RUNS) -> tuple[float, Any]:
    """Least seconds over ``runs``, and the result."""
    found, result = np.inf, None
    for _ in range(runs):
        start = time.perf_counter()
        result = run()
        found = min(found, time.perf_counter() - start)
    return found, result


def tiled(roads: Roads, side: int) -> Network:
    """``side`` x ``side`` copies, each linked by a few roads to the next and to the one below."""
    arcs, nodes, stretches = roads.arcs("light"), len(roads.node_lon), len(roads)
    copies = np.arange(side * side)
    tail = (arcs.tail[None, :] + copies[:, None] * nodes).ravel()
    head = (arcs.head[None, :] + copies[:, None] * nodes).ravel()
    stretch = (arcs.stretch[None, :] + copies[:, None] * stretches).ravel()
    seconds = np.tile(arcs.seconds, side * side)
    joined = np.random.default_rng(1).choice(np.unique(arcs.tail), LINKS, replace=False)
    row, column = np.divmod(copies, side)
    pairs = [(c, c + 1) for c in copies[column < side - 1]] + [(c, c + side) for c in copies[row < side - 1]]
    one = np.array([joined + a * nodes for a, _ in pairs]).ravel().astype(np.int64)
    two = np.array([joined + b * nodes for _, b in pairs]).ravel().astype(np.int64)
    links = stretches * side * side + np.arange(len(one))
    return Network(
        nodes * side * side,
        np.concatenate([tail, one, two]),
        np.concatenate([head, two, one]),
        np.concatenate([seconds, np.full(2 * len(one), 600.0)]),
        np.concatenate([stretch, links, links]),
    )


def compare(name: str, network: Network) -> None:
    """One-to-all travel times with closed segments in every engine."""
    source = int(network.tail[0])
    closed = np.random.default_rng(2).choice(np.unique(network.stretch), CLOSURES, replace=False)
    usable = network.open_arcs(closed)
    shut = np.flatnonzero(~usable)
    print(f"\n{name}: {len(network.tail):,} arcs, {network.nodes:,} nodes, {CLOSURES} segments closed, one to all")
    ours, times = best(lambda: network.times([source], closed))
    print(f"  {'trucewatch':22} {ours * 1e3:8.1f} ms   closures included, nothing rebuilt")

    graph = igraph.Graph(n=network.nodes, edges=np.column_stack([network.tail, network.head]), directed=True)

    def by_igraph() -> np.ndarray:
        weights = network.seconds.copy()
        weights[shut] = np.inf
        return np.array(graph.distances([source], weights=weights.tolist())[0])

    report("igraph", ours, *best(by_igraph, 3), times)

    rust = rustworkx.PyDiGraph(multigraph=True)
    rust.add_nodes_from(range(network.nodes))
    rust.add_edges_from(list(zip(network.tail.tolist(), network.head.tolist(), network.seconds.tolist(), strict=True)))
    ends = [(int(network.tail[i]), int(network.head[i]), float(network.seconds[i])) for i in shut]

    def by_rustworkx() -> np.ndarray:
        for arc in shut.tolist():
            rust.update_edge_by_index(arc, np.inf)
        found = rustworkx.dijkstra_shortest_path_lengths(rust, source, float)
        for arc, (_, _, seconds) in zip(shut.tolist(), ends, strict=True):
            rust.update_edge_by_index(arc, seconds)
        reached = np.full(network.nodes, np.inf)
        reached[source] = 0
        reached[list(found.keys())] = list(found.values())
        return reached

    report("rustworkx", ours, *best(by_rustworkx, 3), times)

    def built() -> networkit.Graph:
        return networkit.GraphFromCoo(
            (network.seconds[usable], (network.tail[usable], network.head[usable])),
            n=network.nodes, directed=True, weighted=True,
        )  # fmt: skip

    without = built()

    def by_networkit() -> np.ndarray:
        found = networkit.distance.Dijkstra(without, source, storePaths=False)
        found.run()
        distances = np.asarray(found.getDistances(asarray=True))
        return np.where(distances > 1e300, np.inf, distances)

    report("networkit", ours, *best(by_networkit, 3), times, " closures by rebuilding, not in the time")


def report(name: str, ours: float, seconds: float, found: np.ndarray, times: np.ndarray, note: str = "") -> None:
    alike = np.array_equal(np.isfinite(found), np.isfinite(times)) and np.allclose(
        found[np.isfinite(times)], times[np.isfinite(times)]
    )
    print(f"  {name:22} {seconds * 1e3:8.1f} ms   {seconds / ours:5.1f} x  {'agrees' if alike else 'DISAGREES'}{note}")
    if not alike:
        sys.exit(1)


def critical(roads: Roads) -> None:
    """Every segment of the country: who is cut off if it alone is closed; bridges; a smallest cut."""
    arcs = roads.arcs("light")
    network = Network(len(roads.node_lon), arcs.tail, arcs.head, arcs.seconds, arcs.stretch)
    source = int(arcs.tail[0])
    ones = np.ones(network.nodes)
    print(f"\nthe country: {len(arcs.tail):,} arcs, {len(np.unique(arcs.stretch)):,} segments")
    network.carried([source], ones), network.bridges()
    ours, carried = best(lambda: network.carried([source], ones))
    print(
        f"  all {int((carried > 0).sum()):,} critical segments, with who is cut off  {ours * 1e3:8.1f} ms (limit 2 s)"
    )
    rng = np.random.default_rng(3)
    once, _ = best(lambda: [network.times([source], [i]) for i in rng.choice(arcs.stretch, 20)])
    each = once / 20 * len(np.unique(arcs.stretch))
    print(f"  the same by closing each in turn, from 20 of them {each:7.1f} s")

    split = igraph.Graph(
        n=network.nodes + len(network.tail),
        edges=np.concatenate([
            np.column_stack([network.tail, network.nodes + np.arange(len(network.tail))]),
            np.column_stack([network.nodes + np.arange(len(network.tail)), network.head]),
        ]),
        directed=True,
    )  # fmt: skip
    theirs, above = best(lambda: split.dominator(source))
    above = np.nan_to_num(np.array(above, float), nan=-1).astype(np.int64)
    dominating = np.unique(above[: network.nodes][above[: network.nodes] >= network.nodes]) - network.nodes
    same = set(network.stretch[dominating].tolist()) == set(np.flatnonzero(carried).tolist())
    print(f"  igraph, dominators of the split graph            {theirs * 1e3:8.1f} ms   {theirs / ours:5.1f} x  "
          f"{'agrees' if same else 'DISAGREES'}")  # fmt: skip

    ours, bridges = best(network.bridges)
    first = {int(s): (int(a), int(b)) for s, a, b in zip(network.stretch, network.tail, network.head, strict=True)}
    names = list(first)
    undirected = igraph.Graph(n=network.nodes, edges=list(first.values()))
    theirs, found = best(undirected.bridges)
    same = sorted(names[i] for i in found) == bridges.tolist()
    agrees = "agrees" if same else "DISAGREES"
    print(f"  {len(bridges):,} bridges {ours * 1e3:8.1f} ms; igraph {theirs * 1e3:8.1f} ms  {agrees}")

    reached = np.flatnonzero(np.isfinite(network.times([source])))
    target = int(reached[-1])
    ours, cut = best(lambda: network.smallest_cut([source], [target]))
    directed = igraph.Graph(n=network.nodes, edges=np.column_stack([network.tail, network.head]), directed=True)
    theirs, flow = best(lambda: directed.mincut(source, target))
    same = round(flow.value) == cut.capacity
    print(f"  a smallest cut of {cut.capacity}: {ours * 1e3:8.1f} ms; igraph {theirs * 1e3:8.1f} ms  "
          f"{'agrees' if same else 'DISAGREES'}")  # fmt: skip


def main() -> None:
    if not EXTRACT.exists():
        print("the extract of Liechtenstein is not here; nothing measured")
        return
    seconds, roads = best(lambda: read_osm(EXTRACT), 2)
    print(f"read and split at junctions: {seconds:.2f} s, {len(roads):,} segments, {len(roads.node_lon):,} junctions, "
          f"{roads.metres.sum() / 1000:,.0f} km")  # fmt: skip
    with TemporaryDirectory() as scratch:
        kept = Path(scratch) / "roads.npz"
        roads.save(kept)
        seconds, _ = best(lambda: Roads.load(kept))
        print(f"from the kept arrays: {seconds * 1e3:.1f} ms, {kept.stat().st_size / 1e6:.1f} MB")
    critical(roads)
    compare("100 k", tiled(roads, 3 if len(roads.arcs("light").tail) > 10_000 else 4))
    compare("1 M", tiled(roads, 11))


if __name__ == "__main__":
    main()
