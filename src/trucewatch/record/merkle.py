"""The Merkle log of RFC 6962 §2.1: hashes in, hashes out; no storage, no clock, no keys.

The hashes that must be stored are those of the C2SP tlog-tiles layout: level 0 holds the leaf hashes, and
hash ``i`` of level ``k`` is the root over the leaves ``[i * 256**k, (i + 1) * 256**k)``. A tile is a run of 256
hashes of one level. Leaves are numbered from 0.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT

Read = Callable[[int, int, int], Sequence[bytes]]
"""``read(level, start, stop)`` gives the stored hashes ``start`` up to ``stop`` of ``level``."""

EMPTY_ROOT = sha256(b"").digest()


class Node(NamedTuple):
    """A hash of level 1 or above, to be stored because all leaves below it are there."""

    level: int
    number: int
    hash: bytes


class Frontier(NamedTuple):
    """All that is needed to append: the roots of the perfect subtrees that ``size`` leaves make.

    Invariant: one peak for each 1 in the binary form of ``size``, the largest subtree first; a peak, once its
    subtree is full, is never computed from other leaves again.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()


def leaf_hash(data: bytes) -> bytes:
    # Invariant: leaf and inner hashes have different first bytes, so that no node can pass for an entry.
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def extend(frontier: Frontier, leaves: Iterable[bytes]) -> tuple[Frontier, list[Node]]:
    """The frontier after appending leaf hashes, and the nodes that became complete, in order."""
    size, peaks = frontier.size, list(frontier.peaks)
    complete: list[Node] = []
    for leaf in leaves:
        peaks.append(leaf)
        size += 1
        # Invariant: after leaf number `size`, as many pairs of peaks merge as `size` has trailing zeros, and the
        # merged peak of height h is number (size >> h) - 1 of its height. It is complete, so it never changes.
        rest, height = size, 0
        while not rest & 1:
            right = peaks.pop()
            peaks[-1] = sha256(b"\x01" + peaks[-1] + right).digest()
            rest >>= 1
            height += 1
            if height % TILE_HEIGHT == 0:
                complete.append(Node(height // TILE_HEIGHT, rest - 1, peaks[-1]))
    return Frontier(size, tuple(peaks)), complete


def root(frontier: Frontier) -> bytes:
    """The tree head: peaks folded from the smallest subtree to the largest."""
    if not frontier.peaks:
        return EMPTY_ROOT
    folded = frontier.peaks[-1]
    for peak in reversed(frontier.peaks[:-1]):
        folded = node_hash(peak, folded)
    return folded


def frontier_at(read: Read, size: int) -> Frontier:
    """The frontier of the first ``size`` leaves, from stored hashes."""
    peaks: list[bytes] = []
    start = 0
    for height in reversed(range(size.bit_length())):
        if size >> height & 1:
            peaks.append(_perfect(read, height, start >> height))
            start += 1 << height
    return Frontier(size, tuple(peaks))


def inclusion(read: Read, index: int, size: int) -> list[bytes]:
    """The audit path of leaf ``index`` in the tree of ``size`` leaves (RFC 6962 §2.1.1), leaf side first."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not among the first {size}")
    path: list[bytes] = []
    start, stop = 0, size
    # Invariant: start <= index < stop, and `path` holds the siblings of every subtree left so far, root side first.
    while stop - start > 1:
        middle = start + _split(stop - start)
        if index < middle:
            path.append(_subtree(read, middle, stop))
            stop = middle
        else:
            path.append(_subtree(read, start, middle))
            start = middle
    return path[::-1]


def consistency(read: Read, old: int, new: int) -> list[bytes]:
    """The proof that the tree of ``old`` leaves is a prefix of the tree of ``new`` (RFC 6962 §2.1.2)."""
    if not 0 < old <= new:
        raise ValueError(f"there is no consistency proof from size {old} to size {new}")
    proof: list[bytes] = []
    start, stop = 0, new
    # Invariant: start < old <= stop. The walk ends at the subtree that ends exactly at `old`; the verifier knows its
    # hash already if it is the whole old tree (start == 0), otherwise it must be told.
    while stop != old:
        middle = start + _split(stop - start)
        if old <= middle:
            proof.append(_subtree(read, middle, stop))
            stop = middle
        else:
            proof.append(_subtree(read, start, middle))
            start = middle
    if start:
        proof.append(_subtree(read, start, stop))
    return proof[::-1]


def _split(count: int) -> int:
    """The largest power of two below ``count`` (which is 2 or more)."""
    return 1 << (count - 1).bit_length() - 1


def _subtree(read: Read, start: int, stop: int) -> bytes:
    """The root over the leaves ``[start, stop)``, a subtree of an RFC 6962 tree."""
    count = stop - start
    # Invariant: a subtree of 2**h leaves starts at a multiple of 2**h, because every split is at a power of two.
    if count & (count - 1) == 0:
        height = count.bit_length() - 1
        return _perfect(read, height, start >> height)
    middle = start + _split(count)
    return node_hash(_subtree(read, start, middle), _subtree(read, middle, stop))


def _perfect(read: Read, height: int, index: int) -> bytes:
    """The root of the full subtree number ``index`` of ``height``, folded from at most half a tile."""
    level, rest = divmod(height, TILE_HEIGHT)
    hashes = list(read(level, index << rest, (index + 1) << rest))
    while len(hashes) > 1:
        hashes = [node_hash(left, right) for left, right in zip(hashes[::2], hashes[1::2], strict=True)]
    return hashes[0]
