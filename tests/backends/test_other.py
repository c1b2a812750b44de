from __future__ import annotations

from sqlalchemy.engine import URL, make_url

from toolkit.backends.other import Other
from toolkit.backends.register import backend_named


def test_a_backend_without_words_answers_what_it_can() -> None:
    backend = backend_named("oracle")
    assert isinstance(backend, Other)
    assert backend.name == "oracle"
    assert backend.database_name(make_url("oracle://u@h/orcl")) == "orcl"
    assert backend.connect_arguments("oracledb", 3) == {}
    assert backend.database_in((), {"database": "orcl"}) == "orcl"
    assert backend.explain(ValueError("ORA-00942"), URL.create("oracle")) is None
