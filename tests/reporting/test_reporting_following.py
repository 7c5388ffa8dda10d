"""What came after what, in words: the same for both sides, never a reason."""

from dataclasses import replace

import polars as pl
import pytest

from trucewatch.ceasefire import FOLLOWING
from trucewatch.reporting import Pictures
from trucewatch.reporting.document import phrases, plain
from trucewatch.reporting.editor import Editor
from trucewatch.reporting.sections.following import following


def editor(pictures: Pictures, states: tuple[str, str]) -> Editor:
    span = pictures.period.span
    rows = [
        dict.fromkeys(FOLLOWING)
        | {"id": f"cfv:following/{first}/{second}/x", "first": first, "second": second, "state": state}
        | {"start": span.start, "end": span.end, "of_first": 120, "of_second": 90, "incidents": []}
        | ({} if state == "not_told" else {"followed": 40, "days_p": 0.01, "order_p": 0.02})
        for (first, second), state in zip((("arm", "aze"), ("aze", "arm")), states, strict=True)
    ]
    frame = pl.DataFrame(rows, schema=FOLLOWING)
    return Editor(replace(pictures, ceasefire=replace(pictures.ceasefire, following=frame)))


def test_the_same_words_for_both_sides_and_no_reason(pictures: Pictures) -> None:
    section = following(editor(pictures, ("follows", "follows")))
    assert section is not None
    lead, one, other = [plain(phrase) for block in section.blocks for phrase in phrases(block)]
    assert "says nothing of why, nor of who began" in lead
    assert one.startswith(
        "Of 120 on the side of Armenia, 40 were followed within three hours by one on the side of Aze"
    )
    swapped = one.replace("Armenia", "?").replace("Azerbaijan", "Armenia").replace("?", "Azerbaijan")
    assert other == swapped
    for word in ("retaliat", "respon", "answer", "provo"):
        assert word not in f"{lead}{one}{other}".lower()


@pytest.mark.parametrize(("states", "number"), [(("not_shown", "not_told"), 1), (("not_told", "not_told"), 0)])
def test_what_is_not_shown_is_said_and_what_cannot_be_told_is_not(
    pictures: Pictures, states: tuple[str, str], number: int
) -> None:
    section = following(editor(pictures, states))
    if not number:
        assert section is None
        return
    assert section is not None
    said = [plain(phrase) for block in section.blocks for phrase in phrases(block)][1:]
    assert len(said) == number
    assert said[0].endswith("that this is more often than chance explains is not shown.")
