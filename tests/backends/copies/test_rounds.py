from __future__ import annotations

from collections.abc import Sequence

from toolkit.backends.copies.base import Definition
from toolkit.backends.copies.rounds import Refusal, made_in_rounds, told


def _definition(name: str) -> Definition:
    return Definition(what=f"view {name}", sql=name)


class Server:
    """Makes what needs nothing that is not there."""

    def __init__(self, **needs: str) -> None:
        self.needs = needs
        self.there: list[str] = []
        self.rounds = 0

    def make(self, definitions: Sequence[Definition]) -> Sequence[Refusal]:
        self.rounds += 1
        refusals = []
        for definition in definitions:
            need = self.needs.get(definition.sql)
            if need is None or need in self.there:
                self.there.append(definition.sql)
            else:
                refusals.append(Refusal(definition=definition, why=f"{need} is not there."))
        return refusals


def test_what_needs_another_is_made_after_it() -> None:
    server = Server(a="b", b="c")
    assert made_in_rounds([_definition(name) for name in "abc"], server.make) == []
    assert server.there == ["c", "b", "a"]
    assert server.rounds == 3


def test_it_ends_when_nothing_more_succeeds() -> None:
    server = Server(a="x", b="a")
    sentences = made_in_rounds([_definition(name) for name in "abc"], server.make)
    assert sentences == [
        "The copy on the shadow lacks the view a: x is not there.",
        "The copy on the shadow lacks the view b: a is not there.",
    ]
    assert server.rounds == 2


def test_nothing_is_made_of_nothing() -> None:
    assert made_in_rounds([], Server().make) == []


def test_a_sentence_has_one_full_stop() -> None:
    refusal = Refusal(definition=_definition("a"), why="permission denied.\n")
    assert told(refusal) == "The copy on the shadow lacks the view a: permission denied."
