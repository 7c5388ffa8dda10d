"""The command line as a new user runs it: an exercise played, taken in, verified, reported, explained, mended."""

import csv
import json
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from trucewatch import cli
from trucewatch.mission import load
from trucewatch.record import Record
from trucewatch.reporting import TABLES, Pictures, csv_of, latest_day

MISSIONS = Path(__file__).parents[2] / "missions"

Run = Callable[..., str]


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An exercise mission with five days in its record."""
    home = tmp_path_factory.mktemp("cli") / "exercise"
    shutil.copytree(MISSIONS / "exercise-lachin", home, ignore=shutil.ignore_patterns("record", "exercise"))
    for words in (["exercise", "--days", "5"], ["add", "--json"]):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.argv", ["trucewatch", words[0], "-m", str(home), *words[1:]])
            with pytest.raises(SystemExit) as left:
                cli.main()
        assert not left.value.code
    return home


@pytest.fixture
def mine(played: Path, tmp_path: Path) -> Path:
    """A copy of the played mission to write to."""
    return Path(shutil.copytree(played, tmp_path / "mission"))


@pytest.fixture(scope="session")
def pictures(played: Path) -> Pictures:
    """The pictures of the played mission's last period."""
    mission = load(played)
    with Record.open(played / "record", read_only=True) as record:
        holdings = record.holdings()
        day = latest_day(holdings, mission, datetime.now(UTC))
        return Pictures.of(holdings, mission, day, checkpoint=record.checkpoint())


def a_post(home: Path) -> str:
    rows = csv.DictReader((home / "sources.csv").read_text(encoding="utf-8").splitlines())
    return next(row["id"] for row in rows if row["type"] == "post")


def answers(run: Run, home: Path) -> Any:
    return json.loads(run("status", "-m", home, "--json"))


def test_a_new_mission_is_ready_to_take_things_in(run: Run, tmp_path: Path) -> None:
    home = tmp_path / "mission"
    run("init", home)
    run("add", "-m", home)
    assert "verify" in run("verify", "-m", home)
    assert set(answers(run, home)) >= {"ceasefire", "corridor", "supplies", "not_observed"}


def test_what_a_mission_leaves_open_is_noticed_and_the_queue_speaks_of_local_days(run: Run, tmp_path: Path) -> None:
    home, text = tmp_path / "mission", tmp_path / "statement.txt"
    run("init", home)
    for name, old, new in (
        ("mission.toml", "Etc/UTC", "Etc/GMT-4"),
        ("places.csv", "Upper Spring,Spring", "Upper Spring,"),
    ):
        path = home / name
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    text.write_text("The Ministry of Upland said that Lowland had violated the ceasefire near Stone Bridge.\n")
    run("add", text, "--published", "2024-01-16", "--outlet", "upland-mod", "-m", home)
    assert "2024-01-16 · " in run("review", "list", "-m", home)
    assert "'spring' has no name of Lowland" in run("add", tmp_path / "no.csv", "-m", home, code=1)


def test_it_runs_as_a_module_too() -> None:
    said = subprocess.run([sys.executable, "-m", "trucewatch", "--version"], capture_output=True, text=True, check=True)
    assert said.stdout.startswith("trucewatch ")


def test_the_same_files_again_add_nothing(run: Run, mine: Path) -> None:
    assert sum(result["kept"] + result["quarantined"] for result in json.loads(run("add", "-m", mine, "--json"))) == 0


def test_every_figure_of_the_answers_explains_itself(run: Run, played: Path, pictures: Pictures) -> None:
    said = answers(run, played)
    rows = [row for answer in said.values() if isinstance(answer, dict) for row in answer["figures"]]
    assert rows
    for row in rows:
        explanation = pictures.explain(row)
        assert explanation.says
        assert explanation.rule
    printed = json.loads(run("explain", rows[0], "-m", played, "--json"))
    assert printed["says"] == pictures.explain(rows[0]).says


def test_an_entry_explains_itself_and_a_stranger_does_not(run: Run, played: Path, pictures: Pictures) -> None:
    entry = pictures.holdings.observations["id"][0]
    assert entry in run("explain", entry, "-m", played)
    assert "none" in run("explain", "inc:none", "-m", played, code=1)
    assert "no row 'kept:none' in the period to" in run("explain", "kept:none", "-m", played, code=1)


@pytest.mark.slow
def test_the_report_is_made_again_byte_for_byte_and_a_reissue_says_what_changed(
    run: Run, mine: Path, tmp_path: Path
) -> None:
    first = json.loads(run("report", "-m", mine, "--out", tmp_path / "a", "--publish", "--json"))
    before = json.loads(run("verify", "-m", mine, "--json"))["size"] - 1
    log = tmp_path / "late.csv"
    day = answers(run, mine)["period"]
    assert "2023" in day
    with log.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["source", "means", "kind", "count", "start", "end", "where"])
        writer.writerow(
            [a_post(mine), "heard", "explosion", "4", "2023-08-05T10:00", "2023-08-05T10:01", "near Askeran"]
        )
    run("add", log, "-m", mine)
    again = json.loads(run("report", "-m", mine, "--out", tmp_path / "b", "--known-at", before, "--json"))
    assert list(again.values()) == list(first.values())
    reissued = json.loads(run("report", "-m", mine, "--out", tmp_path / "c", "--json"))
    assert list(reissued.values()) != list(first.values())
    assert "changed since" in (tmp_path / "c" / "report.html").read_text(encoding="utf-8").casefold()


def test_quarantined_rows_are_shown_mended_and_dropped(run: Run, mine: Path, tmp_path: Path) -> None:
    bad = tmp_path / "log.csv"
    source = a_post(mine)
    bad.write_text(
        "ref,source,means,kind,count,date,time,where\n"
        f"x1,{source},heard,explosoin,3,2023-08-03,14:05,near Askeran\n"
        f"x2,{source},heard,explosion,many hands,2023-08-03,14:05,near Askeran\n"
    )
    before = json.loads(run("quarantine", "list", "-m", mine, "--json"))
    run("add", bad, "-m", mine, "--form", "observations")
    waiting = [row for row in json.loads(run("quarantine", "list", "-m", mine, "--json")) if row not in before]
    assert [row["row"] for row in waiting] == [2, 3]
    assert waiting[0]["problems"][0]["field"] == "kind"
    run("quarantine", "mend", waiting[0]["id"], "kind=explosion", "-m", mine)
    run("quarantine", "drop", waiting[1]["id"], "--reason", "no account of anything", "-m", mine)
    assert json.loads(run("quarantine", "list", "-m", mine, "--json")) == before
    assert "verify" in run("verify", "-m", mine)


def test_a_decision_is_an_entry_about_known_entries(run: Run, mine: Path, pictures: Pictures) -> None:
    entry = pictures.holdings.observations["id"][0]
    run("decide", "grade", entry, "--set", "source=B", "--set", "information=2", "--reason", "seen again", "-m", mine)
    with Record.open(mine / "record", read_only=True) as record:
        graded = record.holdings().observations.row(by_predicate=pl.col("id") == entry, named=True)
    assert (graded["grade_source"], graded["grade_information"]) == ("B", "2")
    assert "Not in the record" in run("decide", "grade", "nothing", "--reason", "-", "-m", mine, code=1)
    assert "There is no act" in run("decide", "guess", entry, "--reason", "-", "-m", mine, code=1)
    refused = run("decide", "grade", entry, "--set", "source=Q", "--reason", "-", "-m", mine, code=1)
    assert "A-F" in refused
    nobody = run("decide", "attribute", f"inc:{entry}", "--set", "party=nobody", "--reason", "-", "-m", mine, code=1)
    assert "there are arm, aze" in nobody
    assert "quarantine drop" in run("decide", "drop", entry, "--reason", "-", "-m", mine, code=1)


def test_what_is_withdrawn_counts_no_more_and_stays_in_the_record(run: Run, mine: Path, pictures: Pictures) -> None:
    entry = pictures.holdings.observations["id"][0]
    receipt = json.loads(run("withdraw", entry, "--reason", "heard on a film", "-m", mine, "--json"))
    with Record.open(mine / "record", read_only=True) as record:
        assert entry not in record.holdings().observations["id"]
        assert entry in record.holdings(receipt["seq"] - 1).observations["id"]
        assert record.find(entry) is not None
    assert "neither an account nor a decision" in run("withdraw", receipt["id"], "--reason", "-", "-m", mine, code=1)
    assert "Not in the record" in run("withdraw", "nothing", "--reason", "-", "-m", mine, code=1)


def test_a_picture_is_exported_as_csv_and_as_parquet(run: Run, played: Path, tmp_path: Path) -> None:
    run("export", "incidents", "--out", tmp_path / "out.csv", "-m", played)
    run("export", "incidents", "--out", tmp_path / "out.parquet", "-m", played)
    table, frame = pl.read_csv(tmp_path / "out.csv", infer_schema_length=0), pl.read_parquet(tmp_path / "out.parquet")
    assert table.columns == frame.columns
    assert table.height == frame.height > 0
    assert "name a .csv" in run("export", "incidents", "--out", tmp_path / "out.doc", "-m", played, code=1)


@pytest.mark.parametrize("what", sorted(TABLES))
def test_every_picture_is_a_table_with_ids(pictures: Pictures, what: str) -> None:
    frame = TABLES[what](pictures)
    table = pl.read_csv(csv_of(frame), infer_schema_length=0)
    assert table.columns == frame.columns
    assert table.height == frame.height
    assert {"id", "incident"} & set(frame.columns)


def test_the_evidence_of_a_link_is_drawn(run: Run, played: Path, pictures: Pictures, tmp_path: Path) -> None:
    link = pictures.incidents.links["id"][0]
    assert "log evidence" in run("explain", link, "-m", played, "--svg", tmp_path / "link.svg")
    assert (tmp_path / "link.svg").read_text(encoding="utf-8").startswith("<svg")
    assert "is no link" in run("explain", "cov:area/observed", "-m", played, "--svg", tmp_path / "x.svg", code=1)


def test_closing_the_one_road_changes_who_can_be_reached(run: Run, played: Path) -> None:
    changed = json.loads(run("whatif", "-m", played, "--close", "askeran-khankendi", "--json"))
    cut_off = {(row["place"], row["entry"]) for row in changed if row["after"] == "not"}
    assert {("aghdam", "goris"), ("goris", "aghdam")} <= cut_off
    assert "there is no segment" in run("whatif", "-m", played, "--close", "nowhere", code=1)


def test_learning_changes_nothing_but_says_what_the_record_shows(run: Run, played: Path) -> None:
    before = (played / "mission.toml").read_bytes()
    learned = json.loads(run("learn", "-m", played, "--json"))
    assert set(learned) == {"errors", "ranges"}
    assert set(learned["errors"]) == set(learned["ranges"]) == {"people", "devices"}
    assert 0.7 < learned["ranges"]["people"] < 1.4
    assert (played / "mission.toml").read_bytes() == before


def test_a_party_gets_the_record_a_proof_and_the_tiles(
    run: Run, played: Path, pictures: Pictures, tmp_path: Path
) -> None:
    for what in ("record", "tiles", pictures.holdings.observations["id"][0]):
        run("export", what, "--out", tmp_path / what, "-m", played)
        assert any((tmp_path / what).iterdir())
    assert "There is no 'secrets'" in run("export", "secrets", "--out", tmp_path / "x", "-m", played, code=1)


def test_a_changed_record_is_named(run: Run, mine: Path) -> None:
    with sqlite3.connect(mine / "record" / "record.db") as database:
        for (trigger,) in database.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            database.execute(f'drop trigger "{trigger}"')
        database.execute("delete from entries where seq = 17")
    database.close()
    assert "17" in run("verify", "-m", mine, code=1)
    assert "17" in run("export", "record", "--out", mine / "bundle", "-m", mine, code=1)
    assert "gaps" in run("status", "-m", mine, code=1)


def test_reading_needs_no_secret_key_and_makes_no_record(run: Run, mine: Path) -> None:
    (mine / "record" / "log.key").unlink()
    assert "verify" in run("verify", "-m", mine)
    shutil.rmtree(mine / "record")
    assert "no record yet" in run("verify", "-m", mine, code=1)
    assert not (mine / "record").exists()


def test_a_checkpoint_kept_elsewhere_is_held_against_the_record(
    run: Run, played: Path, pictures: Pictures, tmp_path: Path
) -> None:
    kept = tmp_path / "checkpoint.txt"
    kept.write_text(pictures.checkpoint.note, encoding="utf-8")
    assert "verify" in run("verify", "-m", played, "--against", kept)
    kept.write_text(pictures.checkpoint.note.replace("trucewatch/", "elsewhere/"), encoding="utf-8")
    assert run("verify", "-m", played, "--against", kept, code=1)
    assert "no-such-file" in run("verify", "-m", played, "--against", tmp_path / "no-such-file", code=1)


def test_a_record_is_put_back_from_its_backup_and_over_nothing(run: Run, mine: Path, tmp_path: Path) -> None:
    before = run("verify", "-m", mine)
    assert "entries verify" in run("backup", tmp_path / "copy", "-m", mine)
    assert "move it away" in run("restore", tmp_path / "copy", "-m", mine, code=1)
    (mine / "record").rename(tmp_path / "lost")
    assert "log.key" in run("restore", tmp_path / "copy", "-m", mine)
    assert run("verify", "-m", mine) == before


def test_what_the_user_can_mend_is_said_without_a_traceback(run: Run, mine: Path, tmp_path: Path) -> None:
    assert "mission.toml" in run("status", "-m", tmp_path / "nowhere", code=1)
    assert "not a day" in run("status", "-m", mine, "--day", "yesterday", code=1)
    assert "ask for" in run("status", "-m", mine, "--day", "2023-08-05", code=1)
    assert "entries, not" in run("status", "-m", mine, "--known-at", "99999999", code=1)
    assert "neither" in run("status", "-m", mine, "--known-at", "then", code=1)
    junk = tmp_path / "junk.xlsx"
    junk.write_bytes(b"PK\x03\x04 and then nothing")
    assert "junk.xlsx" in run("add", junk, "-m", mine, code=1)
    assert "live mission" in run("exercise", "-m", MISSIONS / "lachin-2023", code=1)


def test_the_reference_is_that_of_the_commands() -> None:
    words = ("-m", "typer", "trucewatch.cli", "utils", "docs", "--name", "trucewatch", "--title", "The command line")
    made = subprocess.run((sys.executable, *words), capture_output=True, text=True, check=True).stdout
    reference = MISSIONS.parent / "docs" / "commands.md"
    assert made.strip() == reference.read_text(encoding="utf-8").strip(), "make docs"


def test_people_find_what_is_proposed_and_the_case_is_followed(run: Run, mine: Path, pictures: Pictures) -> None:
    breaches = pictures.agreement.compliance.filter(pl.col("verdict") == "in_breach", pl.col("party") != "")
    first = breaches.row(0, named=True)
    found = ("-m", mine, "--source", "liaison", "--case", "T1", "--party", first["party"], "--row", first["id"])
    at = (pictures.period.span.end - timedelta(hours=1)).isoformat()
    run("case", "step", "finding", *found, "--clause", first["clause"], "--outcome", "in_breach", "--at", at)
    waiting = json.loads(run("case", "proposed", "-m", mine, "--json"))
    assert {row["id"] for row in waiting} == set(breaches["id"]) - {first["id"]}
    assert re.search(rf"T1 +{first['clause']} +{first['party']} +finding", run("case", "list", "-m", mine))
    assert "names its case" in run("case", "step", "finding", "-m", mine, "--source", "liaison", code=1)
    assert "There is no clause 'none'" in run("case", "step", "hotline", *found, "--clause", "none", code=1)


def test_a_brief_is_written(run: Run, tmp_path: Path) -> None:
    home = tmp_path / "mission"
    shutil.copytree(MISSIONS / "lachin-2023", home, ignore=shutil.ignore_patterns("record"))
    words = ("brief", "--for", "the meeting in Granada", "-m", home, "--day", "2023-10-04", "--out", tmp_path)
    written = run(*words, "--since", "2023-09-30", "--on", "2023-10-05", "--json")
    assert sorted(Path(name).name for name in json.loads(written)) == ["brief.html", "brief.pdf"]
    assert "is not a day" in run(*words, "--since", "soon", code=1)
