"""Why it is said, or not, that fire on one side followed fire on the other."""

from ..domain import Explanation

_STATES = {
    "follows": "more often than chance, weeks, hours and bad days explain",
    "not_shown": "not shown to be more often than chance, weeks, hours and bad days explain",
}


def following(row: dict[str, object]) -> Explanation:
    """The explanation of a row of FOLLOWING."""
    pair = f"outgoing fire on the side of {row['first']} and within three hours on the side of {row['second']}"
    if row["state"] == "not_told":
        says = f"{pair}: too few incidents to tell anything ({row['of_first']} and {row['of_second']})"
    else:
        says = (
            f"{pair}: {row['followed']} of {row['of_first']} were followed, {_STATES[str(row['state'])]} (chance does "
            f"as much in {row['days_p']:.1%} of permutations, and in {row['order_p']:.1%} by order)"
        )
    parts = row["incidents"]
    assert isinstance(parts, list)
    return Explanation(id=str(row["id"]), says=says, rule=_RULE, parts=tuple(parts))


_RULE = (
    "Incidents of ten weeks that were assessed as outgoing and noticed by the Mission's sources on one side of the "
    "line alone, exercises aside. The second side's days are permuted within their weeks, each incident keeping its "
    "hour, 999 times: how many of the first are followed within three hours, and in what share of near pairs the "
    "second comes after, must both be matched in at most 5 % of permutations. A sequence in time is no reason: "
    "nothing is said of why anybody fired, or of who began."
)
