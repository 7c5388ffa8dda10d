"""Accounts on the command line: made, held to a second factor, helped when it is lost."""

from pathlib import Path

import pytest

from trucewatch import cli, mission
from trucewatch.server import Factors, accounts_of

PASSWORD = "correct horse battery staple"


def run(monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    """The exit code of ``trucewatch`` with some words."""
    monkeypatch.setattr("sys.argv", ["trucewatch", *map(str, words)])
    with pytest.raises(SystemExit) as left:
        cli.main()
    return int(left.value.code or 0)


def test_a_role_is_held_to_a_second_factor_and_a_lost_one_is_taken_away(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    home = tmp_path / "m"
    mission.init(home)
    monkeypatch.setenv("TRUCEWATCH_PASSWORD", PASSWORD)
    assert run(monkeypatch, "account", "add", "duty", "--role", "duty_officer", "-m", home) == 0
    assert run(monkeypatch, "account", "require", "duty_officer", "nobody", "-m", home) == 1
    assert run(monkeypatch, "account", "require", "duty_officer", "-m", home) == 0
    with accounts_of(home) as accounts:
        key, session = accounts.enter("duty", PASSWORD)
        assert session.stage == "enrol"
        factors = Factors(accounts)
        factors.offer_code("duty", "test")
        assert factors.of("duty") == ()
    assert run(monkeypatch, "account", "reset", "duty", "-m", home) == 0
    assert run(monkeypatch, "account", "require", "-m", home) == 0
    with accounts_of(home) as accounts:
        assert accounts.session(key) is None
        assert accounts.enter("duty", PASSWORD)[1].stage == "in"
