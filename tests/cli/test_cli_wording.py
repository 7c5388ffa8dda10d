"""Words of a report changed on the command line, published, and corrected afterwards."""

import json
from collections.abc import Callable
from pathlib import Path

from trucewatch.record import Record

Run = Callable[..., str]


def test_words_are_changed_published_and_corrected_and_no_number_is(run: Run, tmp_path: Path) -> None:
    home = tmp_path / "mission"
    run("init", home)
    log = tmp_path / "log.csv"
    log.write_text(
        "source,means,kind,count,start,end,where\n"
        "op-mill,heard,explosion,4,2024-05-01T10:00,2024-05-01T10:01,near Old Mill\n"
    )
    run("add", log, "-m", home)
    this = ("-m", home, "--day", "2024-05-01")
    sentences = json.loads(run("words", "list", *this, "--json"))["sentences"]
    one = next(one for one in sentences if "{" in one["drafted"] and one["section"] == "summary")
    place = f"{one['section']}/{one['block']}/{one['number']}"
    figure = one["drafted"].split("{")[1].split("}")[0]
    refused = one["drafted"].replace(f"{{{figure}}}", "{a thousand}")
    assert figure in run("words", "change", place, refused, "--reason", "x", *this, code=1)
    run("words", "change", place, f"In short: {one['drafted']}", "--reason", "the lead", *this)
    assert "In short: " in run("words", "list", *this)

    first = json.loads(run("report", *this, "--out", tmp_path / "a", "--publish", "--json"))
    size = json.loads(run("verify", "-m", home, "--json"))["size"]
    again = ("--known-at", size - 1, "--worded-at", size - 1)
    second = json.loads(run("report", *this, *again, "--out", tmp_path / "b", "--json"))
    assert list(second.values()) == list(first.values())
    assert "In short: " in (tmp_path / "a" / "report.html").read_text(encoding="utf-8")

    entry = _last_entry(home)
    words = ("errata", "words", entry, place)
    assert "777" in run(*words, f"In short: {one['drafted']} 777", "--reason", "x", "-m", home, code=1)
    run(*words, f"Briefly: {one['drafted']}", "--reason", "plainer", "-m", home)
    run("errata", "write", entry, "-m", home, "--out", tmp_path / "a")
    assert "Briefly: " in (tmp_path / "a" / "errata.html").read_text(encoding="utf-8")
    assert (tmp_path / "a" / "errata.pdf").read_bytes().startswith(b"%PDF")


def _last_entry(home: Path) -> str:
    with Record.open(home / "record", read_only=True) as record:
        return list(record.entries(kinds=["publication"]))[-1].entry.id
