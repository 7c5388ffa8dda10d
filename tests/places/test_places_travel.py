"""Times, hanging, bridges and cuts against an independent engine, on random multigraphs and on a whole country."""

from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from trucewatch.places import NO_STRETCH, Network, Roads, read_osm

MULTIGRAPHS = 500
EXTRACT = (
    Path(__file__).parents[2].parent / "shared" / "data" / "osm-liechtenstein" / "liechtenstein-2013-08-03.osm.pbf"
)


def random_network(seed: int) -> tuple[Network, nx.MultiDiGraph]:
    """A small multigraph with parallel stretches, one-ways and loops, in both engines; arcs keyed by stretch."""
    rng = np.random.default_rng(seed)
    nodes, stretches = int(rng.integers(2, 14)), int(rng.integers(1, 26))
    ends = rng.integers(0, nodes, (stretches, 2))
    ways = rng.integers(1, 4, stretches)
    seconds = rng.integers(1, 30, stretches).astype(float)
    tail, head, time, stretch = [], [], [], []
    for i in range(stretches):
        for bit, (a, b) in ((1, ends[i]), (2, ends[i][::-1])):
            if ways[i] & bit:
                tail.append(a), head.append(b), time.append(seconds[i]), stretch.append(i)
    return Network(nodes, tail, head, time, stretch), other_engine(nodes, tail, head, time, stretch)


def other_engine(nodes, tail, head, time, stretch) -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(nodes))
    for a, b, seconds, i in zip(tail, head, time, stretch, strict=True):
        graph.add_edge(int(a), int(b), key=int(i), seconds=float(seconds))
    return graph


def without(graph: nx.MultiDiGraph, closed) -> nx.MultiDiGraph:
    gone = {int(i) for i in closed}
    return nx.restricted_view(graph, [], [edge for edge in graph.edges(keys=True) if edge[2] in gone])


def reached(graph: nx.MultiDiGraph, source: int) -> set[int]:
    return {source} | nx.descendants(graph, source)


@pytest.mark.parametrize("first", range(0, MULTIGRAPHS, 100))
def test_random_multigraphs(first):
    for seed in range(first, first + 100):
        network, graph = random_network(seed)
        rng = np.random.default_rng(seed + 10_000)
        closed = np.flatnonzero(rng.random(network.stretches) < 0.15)
        left = without(graph, closed)
        source, target = (int(node) for node in rng.choice(network.nodes, 2, replace=False))

        expected = np.full(network.nodes, np.inf)
        for node, seconds in nx.single_source_dijkstra_path_length(left, source, weight="seconds").items():
            expected[node] = seconds
        seconds, arcs = network.routes([source], closed)
        assert np.array_equal(seconds, expected)
        assert np.array_equal(network.times([source], closed), expected)
        if np.isfinite(seconds[target]):
            route = network.route(arcs, target)
            assert network.seconds[route].sum() == expected[target]
            assert network.tail[route[0]] == source
            assert network.head[route[-1]] == target
            assert not np.isin(network.stretch[route], closed).any()

        everywhere = np.arange(network.nodes)
        hanging = network.hanging([source], everywhere, closed)
        carried = np.zeros(network.stretches)
        for stretch in range(network.stretches):
            lost = reached(left, source) - reached(without(left, [stretch]), source)
            carried[stretch] = len(lost)
            assert {node for node in everywhere if stretch in hanging[node]} == lost
        assert np.array_equal(network.carried([source], np.ones(network.nodes), closed), carried)

        undirected = nx.MultiGraph()
        undirected.add_nodes_from(graph)
        undirected.add_edges_from({(min(a, b), max(a, b), i) for a, b, i in graph.edges(keys=True)})
        pairs = {tuple(sorted(pair)) for pair in nx.bridges(undirected)}
        named = {i for a, b, i in undirected.edges(keys=True) if (a, b) in pairs or (b, a) in pairs}
        assert set(network.bridges().tolist()) == named

        check_cut(network, left, source, target, closed)


def check_cut(network, left, source, target, closed) -> None:
    single = nx.DiGraph()
    single.add_nodes_from(left)
    for a, b in left.edges():
        if a != b:
            single.add_edge(a, b, capacity=single.get_edge_data(a, b, {"capacity": 0})["capacity"] + 1)
    cut = network.smallest_cut([source], [target], closed)
    assert cut is not None
    assert cut.capacity == nx.maximum_flow_value(single, source, target)
    assert len(cut.stretches) == cut.capacity
    assert target not in reached(without(left, cut.stretches), source)
    assert not np.isin(cut.stretches, closed).any()


def test_several_sources_and_arcs_nobody_can_close():
    network = Network(4, [0, 1, 1, 2], [2, 2, 2, 3], [5, 2, 9, 1], [0, 1, NO_STRETCH, 2])
    assert network.times([0, 1]).tolist() == [0, 0, 2, 3]
    assert network.times([1], closed=[1]).tolist() == [np.inf, 0, 9, 10]
    assert [hung.tolist() for hung in network.hanging([0, 1], [2, 3])] == [[], [2]]
    assert network.smallest_cut([1], [2]) is None
    assert network.smallest_cut([1], [3]).stretches.tolist() == [2]
    assert network.smallest_cut([1], [1, 3]) is None


def test_capacities_make_a_flow():
    network = Network(4, [0, 0, 1, 2], [1, 2, 3, 3], [1, 1, 1, 1], [0, 1, 2, 3])
    cut = network.smallest_cut([0], [3], capacity=[100, 50, 30, 80])
    assert cut.capacity == 80
    assert cut.stretches.tolist() == [1, 2]
    with pytest.raises(ValueError, match="greater unit"):
        network.smallest_cut([0], [3], capacity=[2**31] * 4)


@pytest.mark.parametrize(("tail", "seconds", "message"), [([0], [0.0], "above 0"), ([5], [1.0], "2 nodes")])
def test_a_network_that_cannot_be(tail, seconds, message):
    with pytest.raises(ValueError, match=message):
        Network(2, tail, [1], seconds, [0])


@pytest.fixture(scope="module")
def country() -> Roads:
    if not EXTRACT.exists():
        pytest.skip("the extract of Liechtenstein is not here")
    pytest.importorskip("osmium")
    return read_osm(EXTRACT)


def test_a_country_agrees_with_the_other_engine(country):
    arcs = country.arcs("light")
    n = len(country.node_lon)
    network = Network(n, arcs.tail, arcs.head, arcs.seconds, arcs.stretch)
    graph = other_engine(n, arcs.tail, arcs.head, arcs.seconds, arcs.stretch)
    rng = np.random.default_rng(7)
    source = int(arcs.tail[0])
    for closures in (0, 20, 200):
        closed = rng.choice(len(country), closures, replace=False)
        left = without(graph, closed)
        times = network.times([source], closed)
        lengths = nx.single_source_dijkstra_path_length(left, source, weight="seconds")
        assert set(np.flatnonzero(np.isfinite(times)).tolist()) == set(lengths)
        assert np.allclose([times[node] for node in lengths], list(lengths.values()), rtol=1e-12)

    undirected = nx.MultiGraph()
    undirected.add_nodes_from(range(n))
    undirected.add_edges_from({(min(a, b), max(a, b), i) for a, b, i in graph.edges(keys=True)})
    pairs = set(nx.bridges(undirected))
    named = {i for a, b, i in undirected.edges(keys=True) if (a, b) in pairs or (b, a) in pairs}
    assert set(network.bridges().tolist()) == named

    whole = reached(graph, source)
    carried = network.carried([source], np.ones(n))
    for stretch in [*rng.choice(np.flatnonzero(carried), 15), *rng.choice(np.flatnonzero(carried == 0), 5)]:
        assert carried[stretch] == len(whole - reached(without(graph, [stretch]), source))

    for target in rng.choice(sorted(whole - {source}), 5, replace=False):
        check_cut(network, graph, source, int(target), [])
