"""What the tests of the command line share: running it."""

from collections.abc import Callable

import pytest

from trucewatch import cli

Run = Callable[..., str]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run ``trucewatch`` with some words; gives what it printed, and checks the exit code."""

    def _run(*words: object, code: int = 0) -> str:
        monkeypatch.setattr("sys.argv", ["trucewatch", *map(str, words)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as left:
            cli.main()
        printed = capfd.readouterr()
        assert (left.value.code or 0) == code, printed.err + printed.out
        assert "Traceback" not in printed.err
        return printed.out if code == 0 else printed.err

    return _run
