"""The log against RFC 6962 itself: its recursive definition, its test vectors, and the verifier's own arithmetic."""

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from trucewatch.record import merkle
from trucewatch.record.verifiers import verify

# The eight leaves and roots of the certificate-transparency reference tests.
LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def by_definition(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962 §2.1, over leaf hashes."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + by_definition(leaves[:split]) + by_definition(leaves[split:])).digest()


class Tree:
    """A log of numbered leaves, all of whose stored hashes are in memory."""

    def __init__(self, size: int) -> None:
        self.leaves = [merkle.leaf_hash(str(number).encode()) for number in range(size)]
        self.frontier, complete = merkle.extend(merkle.Frontier(), self.leaves)
        self.levels: dict[int, list[bytes]] = {0: self.leaves}
        for node in complete:
            level = self.levels.setdefault(node.level, [])
            assert node.number == len(level)
            level.append(node.hash)

    def read(self, level: int, start: int, stop: int) -> list[bytes]:
        hashes = self.levels[level][start:stop]
        assert len(hashes) == stop - start
        return hashes


BIG = Tree(70_000)
SIZES = st.one_of(st.integers(0, 700), st.integers(65_000, 70_000))


def test_reference_vectors() -> None:
    for count, expected in enumerate(ROOTS, start=1):
        frontier, _ = merkle.extend(merkle.Frontier(), map(merkle.leaf_hash, LEAVES[:count]))
        assert merkle.root(frontier).hex() == expected
    assert merkle.root(merkle.Frontier()) == sha256(b"").digest()


@given(st.integers(0, 600))
def test_root_is_the_defined_one(size: int) -> None:
    frontier = merkle.frontier_at(BIG.read, size)
    assert merkle.root(frontier) == by_definition(BIG.leaves[:size])


@given(st.lists(st.integers(0, 300), max_size=5))
def test_frontier_does_not_depend_on_the_batches(cuts: list[int]) -> None:
    frontier, start = merkle.Frontier(), 0
    for width in cuts:
        frontier, _ = merkle.extend(frontier, BIG.leaves[start : start + width])
        start += width
    assert frontier == merkle.frontier_at(BIG.read, start)


def test_stored_nodes_are_the_roots_of_their_leaves() -> None:
    assert [len(BIG.levels[level]) for level in (1, 2)] == [273, 1]
    assert BIG.levels[1][7] == by_definition(BIG.leaves[7 * 256 : 8 * 256])
    assert BIG.levels[2][0] == by_definition(BIG.levels[1][:256])


@given(st.data())
def test_inclusion_proofs_lead_to_the_root(data: st.DataObject) -> None:
    size = data.draw(SIZES.filter(bool))
    index = data.draw(st.integers(0, size - 1))
    path = merkle.inclusion(BIG.read, index, size)
    root = merkle.root(merkle.frontier_at(BIG.read, size))
    assert verify.root_from_inclusion(BIG.leaves[index], index, size, path) == root
    if path:
        assert verify.root_from_inclusion(BIG.leaves[index] + b"x", index, size, path) != root


def roots_from_consistency(old: int, new: int, old_root: bytes, proof: list[bytes]) -> tuple[bytes, bytes]:
    """The old and new root that a consistency proof leads to (RFC 9162 §2.1.4.2)."""
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    first = second = path[0]
    for hashed in path[1:]:
        assert last != 0
        if node & 1 or node == last:
            first, second = merkle.node_hash(hashed, first), merkle.node_hash(hashed, second)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            second = merkle.node_hash(second, hashed)
        node, last = node >> 1, last >> 1
    assert last == 0
    return first, second


@given(st.data())
def test_consistency_proofs_lead_to_both_roots(data: st.DataObject) -> None:
    new = data.draw(SIZES.filter(bool))
    old = data.draw(st.integers(1, new))
    old_root, new_root = (merkle.root(merkle.frontier_at(BIG.read, size)) for size in (old, new))
    proof = merkle.consistency(BIG.read, old, new)
    if old == new:
        assert proof == []
    else:
        assert roots_from_consistency(old, new, old_root, proof) == (old_root, new_root)
