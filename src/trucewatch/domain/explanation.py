"""Why a row, a number or a sentence stands as it does."""

import msgspec


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to ``explain``: what is said, by which rule, from which entries.

    ``id`` is the row's id; ``rule`` names the rule in words, with its parameters; ``entries`` are the ids of
    the entries it rests on; ``parts`` are ids of other rows it was made from, each explainable in turn.
    """

    id: str
    says: str
    rule: str
    entries: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
