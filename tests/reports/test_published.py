"""SARIF held against the schema that OASIS publishes, wherever it can be fetched.

Beside it stands `sarif.schema.json`, ours and narrower, which needs no network.
"""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft4Validator

from tests.reports.findings import ANSWERS, answer
from tests.servers.certificates import NO_CERTIFICATES
from toolkit.answers import CheckResult
from toolkit.reports.sarif import render

URL = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


@pytest.fixture(scope="module")
def published() -> Draft4Validator:
    try:
        with pytest.MonkeyPatch.context() as environment:
            # tests/conftest.py leaves it empty.
            if NO_CERTIFICATES in os.environ.items():
                environment.delenv(NO_CERTIFICATES[0])
            with urllib.request.urlopen(URL, timeout=10) as found:
                schema: dict[str, Any] = json.load(found)
    except (urllib.error.URLError, TimeoutError, OSError) as error:
        pytest.skip(f"{URL} cannot be fetched: {error}")
    return Draft4Validator(schema)


@given(given=ANSWERS)
@settings(max_examples=60)
def test_any_findings_are_valid_by_the_published_schema(given: CheckResult, published: Draft4Validator) -> None:
    published.validate(json.loads(render(given)))


def test_the_published_schema_can_refuse(published: Draft4Validator) -> None:
    report = json.loads(render(answer()))
    del report["runs"][0]["tool"]
    assert not published.is_valid(report)
