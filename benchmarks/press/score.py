"""How well the press reader does on annotated texts, and how fast it is.

Scores the files given (default: ``unseen/second.txt``, whose texts neither the rules nor the training saw) and names
every error. The baseline of the same run is the flat rule of many quotation extractors: the words in quotation marks,
by the nearest capitalised name.

    python benchmarks/press/score.py [FILE ...]
"""

import re
import sys
import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

from texts import HERE, Annotated, Note, texts

from trucewatch.intake import press
from trucewatch.intake.press.communique import Draft
from trucewatch.intake.press.writing import Writing
from trucewatch.mission import Mission, load

_NAME = re.compile(r"[A-Z][a-z]+(?: [A-Z][a-z]+)+")
_DAY = timedelta(days=1)


def flat(text: str) -> list[tuple[int, int, str]]:
    """The baseline: each quotation with the nearest capitalised name."""
    names = [(match.start(), match[0]) for match in _NAME.finditer(text)]
    quoted = re.finditer(r"“([^”]+)”", text)
    return [
        (match.start(), match.end(), min(names, key=lambda name: abs(name[0] - match.end()))[1])
        for match in quoted
        if names
    ]


def main() -> None:
    mission = load(HERE.parents[1] / "missions/lachin-2023")
    cases = [case for name in sys.argv[1:] or [HERE / "unseen/second.txt"] for case in texts(Path(name))]
    counts: Counter[str] = Counter()
    for case in cases:
        found = press.read(Writing(case.text, plain=True), mission, case.published)
        if found.kind != case.kind:
            print(f"  {case.published}: taken for {found.kind}, is {case.kind}")
        for note in case.notes:
            score(case, note, found, mission, counts)
        counts["proposed"] += len(found.spoken) if case.kind == "article" else 0
        counts["wanted"] += sum(
            any(one.start <= note.middle < one.end for note in case.of("say"))
            for one in found.spoken
            if case.kind == "article"
        )
    report(counts)
    speed([case for case in cases if case.kind == "article"], mission)


def score(case: Annotated, note: Note, found: press.Found, mission: Mission, counts: Counter[str]) -> None:
    counts[note.kind] += 1
    words = case.text[note.start : note.end]
    match note.kind:
        case "say":
            wrong = _statement(case, note, found, counts)
        case "told":
            wrong = "" if _told(note, found) else "not told, or of other days"
        case "due":
            day = date.fromisoformat(note.fields[0])
            hit = any(
                one.what == "deadline" and one.start < note.end and note.start < one.end and one.when.last == day
                for one in found.told
            )
            wrong = "" if hit else f"no time set of {day}"
        case "duty":
            drafts = press.clause_drafts(case.text, mission, case.published)
            wrong = _duty(note, drafts, counts)
        case _:
            wrong = _figure(note, found)
    counts[f"{note.kind} right"] += not wrong
    if wrong:
        print(f"  {case.published} {note.kind} {words!r}: {wrong}")


def _statement(case: Annotated, note: Note, found: press.Found, counts: Counter[str]) -> str:
    speaker, stance, *_ = note.fields
    day = date.fromisoformat(note.fields[5]) if len(note.fields) > 5 else case.published
    for start, end, who in flat(case.text):
        if start <= note.middle < end:
            counts["flat found"] += 1
            counts["flat speaker"] += speaker in who or who in speaker
    holding = [one for one in found.spoken if one.start <= note.middle < one.end]
    if not holding:
        return f"missed, by {speaker}"
    best = max(holding, key=lambda one: (speaker.casefold() in one.speaker.value.casefold(), one.start - one.end))
    marks = {
        "speaker": speaker.casefold() in best.speaker.value.casefold(),
        "stance": best.stance.value == stance,
        "day": abs(best.said.last - day) <= _DAY,
    }
    counts["found"] += 1
    counts.update(name for name, mark in marks.items() if mark)
    if all(marks.values()):
        return ""
    read = f"{best.speaker.value!r} {best.stance.value} {best.said.last}"
    return f"{' '.join(name for name, mark in marks.items() if not mark)}: {read}, is {speaker!r} {stance} {day}"


def _told(note: Note, found: press.Found) -> bool:
    day = date.fromisoformat(note.fields[2])
    return any(
        one.start < note.end and note.start < one.end and one.when.first - _DAY <= day <= one.when.last + _DAY
        for one in found.told
    )


def _duty(note: Note, drafts: list[Draft], counts: Counter[str]) -> str:
    holding = [one for one in drafts if one.start <= note.middle < one.end]
    if not holding:
        return "missed"
    topic, due = note.fields
    counts["duty found"] += 1
    counts["duty topic"] += any(one.topic == topic.replace("none", "") for one in holding)
    days = {str(day) for one in holding for day in (one.due, one.starts) if day}
    return "" if (due in days if due != "-" else not days) else f"days {sorted(days)}, is {due}"


def _figure(note: Note, found: press.Found) -> str:
    measure, low, high, unit, first, last = note.fields
    holding = [one for one in found.told if one.what == measure and one.start < note.end and note.start < one.end]
    for one in holding:
        amount = ("-", "-", "-") if one.amount is None else (one.amount.low, one.amount.high, one.amount.unit)
        wanted = ("-", "-", "-") if low == "-" else (float(low), float(high), unit)
        if amount == wanted and (str(one.when.first), str(one.when.last)) == (first, last):
            return ""
    read = [(one.amount, str(one.when.first), str(one.when.last)) for one in holding]
    return f"{read or 'missed'}, is {note.fields}"


def share(name: str, right: int, of: int) -> str:
    return f"{name} {right}/{of} = {right / of:.0%}" if of else ""


def report(counts: Counter[str]) -> None:
    found = counts["found"]
    for line in (
        share("statements found", found, counts["say"]),
        share("  of these speaker right", counts["speaker"], found),
        share("  of these stance right", counts["stance"], found),
        share("  of these day of utterance right", counts["day"], found),
        share("whole record (speaker, stance, day) of all", counts["say right"], counts["say"]),
        share("proposed statements that are annotated", counts["wanted"], counts["proposed"]),
        share("events and meetings with their day", counts["told right"], counts["told"]),
        share("deadlines with their day", counts["due right"], counts["due"]),
        share("obligations found", counts["duty found"], counts["duty"]),
        share("  of these topic right", counts["duty topic"], counts["duty found"]),
        share("obligations with their day", counts["duty right"], counts["duty"]),
        share("figures with their value and period", counts["count right"], counts["count"]),
        share("baseline (flat rule): statements found", counts["flat found"], counts["say"]),
        share("  of these speaker right", counts["flat speaker"], counts["flat found"]),
    ):
        if line:
            print(line)


def speed(cases: list[Annotated], mission: Mission) -> None:
    if not cases:
        return
    began = time.process_time()
    for case in cases:
        press.read(Writing(case.text * 4, plain=True), mission, case.published)
    took = time.process_time() - began
    words = sum(len(case.text.split()) for case in cases) * 4 // len(cases)
    print(f"{len(cases) / took:.1f} articles of about {words} words a second of one core")


if __name__ == "__main__":
    main()
