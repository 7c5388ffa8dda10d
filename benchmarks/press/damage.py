"""Reads 10,000 damaged texts and counts what raised or pointed outside its text; both shall be none.

Each is a paragraph of the annotated texts, with marks lost or doubled, scripts mixed, words repeated and its end cut
off. The seed is fixed.

    python benchmarks/press/damage.py [HOW MANY]
"""

import random
import sys
from datetime import date

from texts import CORPUS, HERE, texts

from trucewatch.intake import press
from trucewatch.intake.press.writing import Writing
from trucewatch.mission import load

KINDS: tuple[press.Kind, ...] = ("article", "communique", "situation")
MARKS = ["“", "”", '"', "'", "", "«", "Ж", "։", "ء", "\n", "\u202e", "\x00", " said ", " according to ", "1.", ")"]


def damaged(text: str, draw: random.Random) -> str:
    letters = list(text)
    for _ in range(draw.randint(1, 25)):
        letters[draw.randrange(len(letters))] = draw.choice(MARKS)
    return "".join(letters)[: draw.randint(5, len(letters))]


def main() -> None:
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    mission = load(HERE.parents[1] / "missions/lachin-2023")
    paragraphs = [
        line for path in sorted(CORPUS) for case in texts(path) for line in case.text.splitlines() if len(line) > 20
    ]
    draw = random.Random(11)
    raised = outside = 0
    for _ in range(many):
        text = damaged(draw.choice(paragraphs), draw)
        try:
            found = press.read(Writing(text, plain=True), mission, date(2023, 1, 1), draw.choice(KINDS))
        except Exception as error:  # noqa: BLE001 - the count of any error is the figure
            raised += 1
            print(f"{error!r}: {text!r}")
            continue
        outside += any(not 0 <= one.start < one.end <= len(text) for one in (*found.spoken, *found.told))
    print(f"{many} damaged texts: {raised} raised, {outside} pointed outside")


if __name__ == "__main__":
    main()
