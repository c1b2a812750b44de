from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from toolkit.autogenerate.choices import Choices
from toolkit.autogenerate.losses import Loss
from toolkit.autogenerate.renames import Rename
from toolkit.workflows.answering import answered


class Person:
    """Says yes to one thing."""

    def __init__(self, yes: str) -> None:
        self.yes = yes
        self.asked: list[str] = []

    def agrees(self, question: str) -> bool:
        self.asked.append(question)
        return self.yes in question

    def tells(self, question: str) -> str:
        return " it is old "


def _loss(subject: str) -> Loss:
    return Loss(kind="drop-column", subject=subject, what="Its values would go.")


def test_each_question_is_asked_and_its_answer_kept() -> None:
    person = Person("t.a")
    generation: Any = SimpleNamespace(likely=(), questions=(_loss("t.a"), _loss("t.b")))
    choices = answered(Choices(), generation, person)
    assert person.asked == [f"drop-column=t.{name}: Its values would go. Write it?" for name in "ab"]
    assert [(one.subject, one.reason) for one in choices.allowed] == [("t.a", "it is old")]
    assert choices.declined == {("drop-column", "t.b")}


def test_a_rename_is_asked_about_before_what_follows_from_it() -> None:
    renames = tuple(Rename(schema=None, table="t", old=old, new=new) for old, new in ("ax", "by"))
    generation: Any = SimpleNamespace(likely=renames, questions=(_loss("t.c"),))
    person = Person("t.a")
    choices = answered(Choices(), generation, person)
    assert person.asked == [f"t.{old} is gone and t.{new} is new: was it renamed?" for old, new in ("ax", "by")]
    assert choices.renames == (("t.a", "t.x"), ("t.b", ""))
