from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.preflight.rows import Rows
from toolkit.backends.sql.values import Name, Renamed
from toolkit.planning.renaming import LiveNames

LIVE = (
    'CREATE TABLE "T x" (id int PRIMARY KEY, r int4range, "From" int, z int)',
    """INSERT INTO "T x" VALUES (1, '[1,5)', 1, 4), (2, '[4,9)', 3, 6), (3, '[9,12)', 9, 12), (4, NULL, NULL, 1)""",
)
ADD = 'ALTER TABLE "T x" ADD CONSTRAINT ex EXCLUDE USING gist '


@pytest.mark.parametrize(
    ("constraint", "keys"),
    [
        ("(r WITH &&)", "2 rows conflict with another one by EXCLUDE USING gist (r WITH &&) (id=1; id=2)."),
        ("(r WITH &&) WHERE (z > 4)", None),
        ("(r range_ops WITH &&, int4range(z, z, '[]') WITH =)", None),
        ('(int4range("From", z) WITH &&)', "(id=1; id=2)."),
    ],
)
def test_rows_that_exclude_each_other(constraint: str, keys: str | None, postgresql_rows: Rows) -> None:
    postgresql_rows.live(*LIVE)
    postgresql_rows.then(LIVE[0], ADD + constraint)
    found = postgresql_rows.facts()
    # What the server does decides.
    refused = False
    try:
        postgresql_rows.live(ADD + constraint)
    except sa.exc.DBAPIError:
        refused = True
        postgresql_rows.connection.rollback()
    assert refused is (keys is not None)
    assert [(name, subject) for name, subject, _fact in found] == [
        ("conflicting-rows", "exclusion constraint T x.ex")
    ] * refused
    assert all(fact.endswith(keys or "") for _name, _subject, fact in found)
    if not refused:
        assert postgresql_rows.facts() == []


def test_under_other_names(postgresql_rows: Rows) -> None:
    postgresql_rows.live(*LIVE)
    postgresql_rows.then(
        LIVE[0], f"{ADD}(r WITH &&)", 'ALTER TABLE "T x" RENAME r TO during', 'ALTER TABLE "T x" RENAME TO u'
    )
    names, table = LiveNames([(None, "T x")]), Name(name="T x")
    names.note([Renamed(table=table, column="r", to="during"), Renamed(table=table, column=None, to="u")])
    [finding] = postgresql_rows.findings(names=names)
    assert finding.fact.endswith("(during WITH &&) (id=1; id=2).")
