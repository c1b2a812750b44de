"""What the dataclasses declare is all that the text form knows: a facet more needs nothing else."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from toolkit.catalog.building import Misfit, built
from toolkit.catalog.members import Column, PrimaryKey


@dataclass(frozen=True, kw_only=True)
class Wider(Column):
    masked: str | None = None
    width: int | None = 3
    keys: tuple[PrimaryKey, ...] = ()
    sizes: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Strange:
    when: float


def test_a_new_facet_is_read() -> None:
    said = {
        "name": "a",
        "type": "b",
        "nullable": True,
        "width": None,
        "keys": [{"columns": ["x"]}],
        "sizes": [["s", 1]],
    }
    assert built(Wider, said) == Wider(
        name="a",
        position=1,
        type="b",
        nullable=True,
        width=None,
        keys=(PrimaryKey(name=None, columns=("x",)),),
        sizes=(("s", 1),),
    )


def test_where_a_misfit_is() -> None:
    said = {"name": "a", "type": "b", "nullable": True, "sizes": [["s", 1], ["t", "1"]]}
    with pytest.raises(Misfit, match="a whole number is expected") as caught:
        built(Wider, said)
    assert caught.value.path == ("sizes", 1, 1)


def test_a_type_that_json_has_not() -> None:
    with pytest.raises(TypeError, match="float"):
        built(Strange, {"when": 1.5})
