"""How well the press reader does on ten texts that neither its rules nor its training saw, and how fast it is.

The texts of ``unseen/texts.json`` are invented and were annotated before the reader was first run on them. The baseline
of the same run is the flat rule of many quotation extractors: the words in quotation marks, by the nearest capitalised
name.

    python benchmarks/press/unseen.py
"""

import json
import re
import time
from datetime import date, timedelta
from pathlib import Path

from trucewatch.intake import press
from trucewatch.intake.press.writing import Writing
from trucewatch.mission import Mission, load

HERE = Path(__file__).parent
_NAME = re.compile(r"[A-Z][a-z]+(?: [A-Z][a-z]+)+")


def near(said: date, wanted: str) -> bool:
    """True if the day is the annotated one; a text's own day may be the day before its publication."""
    return abs((said - date.fromisoformat(wanted)).days) <= 1


def share(name: str, right: int, of: int) -> str:
    return f"{name} {right}/{of} = {right / max(of, 1):.0%}"


def flat(text: str) -> dict[str, str]:
    """The baseline: each quotation with the nearest capitalised name."""
    names = [(match.start(), match[0]) for match in _NAME.finditer(text)]
    quoted = re.finditer(r"“([^”]+)”", text)
    return {match[1]: min(names, key=lambda name: abs(name[0] - match.end()))[1] for match in quoted if names}


def main() -> None:
    mission = load(HERE.parents[1] / "missions/lachin-2023")
    cases = json.loads((HERE / "unseen/texts.json").read_text(encoding="utf-8"))
    counts = dict.fromkeys(
        ("gold", "found", "speaker", "stance", "day", "whole", "proposed", "wanted", "events", "told"), 0
    )
    counts |= dict.fromkeys(("deadlines", "set", "flat found", "flat speaker"), 0)
    for case in cases:
        score(case, mission, counts)
    found = max(counts["found"], 1)
    print(share("statements found", counts["found"], counts["gold"]))
    print(share("  of these speaker right", counts["speaker"], found), share("stance", counts["stance"], found))
    print(share("  day of utterance", counts["day"], found))
    print(share("whole record (speaker, stance, day) of all", counts["whole"], counts["gold"]))
    print(share("proposed statements that are annotated", counts["wanted"], counts["proposed"]))
    print(share("events and meetings", counts["told"], counts["events"]))
    print(share("deadlines", counts["set"], counts["deadlines"]))
    print(share("baseline (flat rule): found", counts["flat found"], counts["gold"]))
    print(share("  of these speaker right", counts["flat speaker"], counts["flat found"]))
    speed(cases, mission)


def score(case: dict, mission: Mission, counts: dict[str, int]) -> None:
    text = case["text"]
    found = press.read(Writing(text, plain=True), mission, date.fromisoformat(case["published"]))
    counts["gold"] += len(case["statements"])
    at_words = [text.index(words) + len(words) // 2 for _, words, _, _ in case["statements"]]
    counts["proposed"] += len(found.spoken)
    counts["wanted"] += sum(any(one.start <= at < one.end for at in at_words) for one in found.spoken)
    baseline = flat(text)
    for speaker, words, stance, day in case["statements"]:
        at = text.index(words)
        holding = [one for one in found.spoken if one.start <= at + len(words) // 2 < one.end]
        for quoted, who in baseline.items():
            if words in quoted:
                counts["flat found"] += 1
                counts["flat speaker"] += speaker in who or who in speaker
        if not holding:
            print(f"  missed: {words!r} by {speaker}")
            continue
        best = max(holding, key=lambda one: (speaker.casefold() in one.speaker.value.casefold(), one.start - one.end))
        right = speaker.casefold() in best.speaker.value.casefold()
        marks = {"speaker": right, "stance": best.stance.value == stance, "day": near(best.said.last, day)}
        counts["found"] += 1
        for name, mark in marks.items():
            counts[name] += mark
        counts["whole"] += all(marks.values())
        if not all(marks.values()):
            print(f"  {words!r}: {best.speaker.value!r} {best.stance.value} {best.said.last}; {speaker} {stance} {day}")
    for words, day in case["events"]:
        at = text.index(words)
        counts["events"] += 1
        wanted = date.fromisoformat(day)
        counts["told"] += any(
            one.start < at + len(words) and at < one.end
            and one.when.first - timedelta(days=1) <= wanted <= one.when.last + timedelta(days=1)
            for one in found.told
        )  # fmt: skip
    for words, day in case["deadlines"]:
        at = text.index(words)
        counts["deadlines"] += 1
        counts["set"] += any(
            one.what == "deadline" and one.start <= at < one.end and one.when.last == date.fromisoformat(day)
            for one in found.told
        )


def speed(cases: list[dict], mission: Mission) -> None:
    began = time.process_time()
    for _ in range(3):
        for case in cases:
            press.read(Writing(case["text"] * 4, plain=True), mission, date(2023, 1, 1))
    took = time.process_time() - began
    words = sum(len(case["text"].split()) for case in cases) * 4 // len(cases)
    print(f"{3 * len(cases) / took:.1f} articles of about {words} words a second of one core")


if __name__ == "__main__":
    main()
