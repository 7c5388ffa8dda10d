"""Whatever a client sends, the API answers as its description says, and never with an error of its own."""

from hypothesis import HealthCheck, given, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import response_schema_conformance

from entering import Served

CHECKS = [not_a_server_error, response_schema_conformance]


def test_every_route_keeps_to_its_description(described: BaseSchema, running: Served) -> None:
    header = {"Authorization": f"Bearer {running.token}"}
    tried = 0
    for found in described.get_all_operations():
        operation = found.ok()

        @given(case=operation.as_strategy())
        @settings(max_examples=5, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
        def keeps_to_it(case: Case) -> None:
            case.call_and_validate(headers=header, checks=CHECKS, timeout=60)

        keeps_to_it()
        tried += 1
    assert tried > 20
