from __future__ import annotations

import sqlalchemy as sa

from toolkit.backends.shadows.sqlite import SQLiteShadows
from toolkit.shadow.life import original_of, shadow_of


def test_its_pragmas_are_those_of_the_live_one() -> None:
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    with engine.connect() as live:
        live.exec_driver_sql("PRAGMA encoding = 'UTF-16le'")
        live.exec_driver_sql("PRAGMA page_size = 8192")
        live.exec_driver_sql("PRAGMA foreign_keys = 1")
        live.exec_driver_sql("CREATE TABLE t (x)")
        live.commit()
        with shadow_of(original_of(live)) as shadow:
            shadow.exec_driver_sql("CREATE TABLE t (x)")
            found = [
                shadow.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("encoding", "page_size", "foreign_keys")
            ]
    engine.dispose()
    assert found == ["UTF-16le", 8192, 1]


def test_another_file_is_a_stranger() -> None:
    assert SQLiteShadows().stranger("ATTACH DATABASE 'shop.db' AS shop", []) == "'shop.db'"
    assert SQLiteShadows().stranger("CREATE TABLE attach_log (id INTEGER)", []) is None
