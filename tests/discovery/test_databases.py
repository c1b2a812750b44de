"""Which env.py files may lead to several databases."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.projects.maker import ENV
from toolkit.discovery.databases import may_lead_to_several


def template(package: str, name: str) -> str:
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return (Path(spec.origin).parent / "templates" / name / "env.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["generic", "async", "pyproject", "pyproject_async", "multidb"])
def test_alembics_templates(name: str) -> None:
    assert may_lead_to_several(template("alembic", name)) is (name == "multidb")


@pytest.mark.parametrize("name", ["flask", "aioflask", "flask-multidb", "aioflask-multidb"])
def test_flask_migrates_templates(name: str) -> None:
    assert may_lead_to_several(template("flask_migrate", name)) is name.endswith("multidb")


@pytest.mark.parametrize(
    ("source", "several"),
    [
        (ENV.format(models="", prelude="", options=""), False),
        ("for module in modules:\n    import_module(module)\nrun()", False),
        ("for url in urls:\n    with connect(url) as c:\n        context.configure(connection=c)", True),
        ("def run(url): ...\nfor url in urls:\n    run(url)", True),
        ("async def run(url): ...\nasyncio.gather(*[run(url) for url in urls])", True),
        ("def run(:", False),
        ("\0", False),
    ],
)
def test_a_loop_that_migrates_is_what_tells(source: str, several: bool) -> None:
    assert may_lead_to_several(source) is several
