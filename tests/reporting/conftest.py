"""What is said of one small day of the exercise mission, and of a mission with nobody on the ground."""

import pytest
from reporting_day import accounts, at, picture

from trucewatch import domain as d
from trucewatch.mission import Mission
from trucewatch.reporting import Pictures, Report, daily


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory, exercise: Mission) -> Pictures:
    return picture(tmp_path_factory.mktemp("field") / "record", exercise, accounts(exercise))


@pytest.fixture(scope="session")
def report(pictures: Pictures) -> Report:
    return daily(pictures)


@pytest.fixture(scope="session")
def remote_pictures(tmp_path_factory: pytest.TempPathFactory, lachin: Mission) -> Pictures:
    claimants = [source.id for source in lachin.sources.values() if source.party][:1]
    span = d.Span(at(13, 20), at(14, 20))
    told = [
        d.Claim(claimant=who, source=who, measure="violations", span=span, amount=d.Amount(3, 3, "count"))
        for who in claimants
    ]
    return picture(tmp_path_factory.mktemp("remote") / "record", lachin, told)


@pytest.fixture(scope="session")
def remote(remote_pictures: Pictures) -> Report:
    return daily(remote_pictures)
