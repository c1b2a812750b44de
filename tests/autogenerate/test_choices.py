from __future__ import annotations

import pytest

from toolkit.autogenerate.choices import Choices, choices_of
from toolkit.autogenerate.losses import Loss
from toolkit.errors import CommandRefused, SettingInvalid

LOSS = Loss(kind="drop-column", subject="orders.note", what="...")


def test_a_kind_or_one_of_it() -> None:
    every, one = choices_of(["drop-column"], "old"), choices_of(["drop-column=orders.note"], " old ")
    assert (every.reason_for(LOSS), one.reason_for(LOSS)) == ("old", "old")
    assert (every.reason_for(LOSS, by_name=True), one.reason_for(LOSS, by_name=True)) == (None, "old")
    assert choices_of(["drop-column=orders.other", "drop-table"], "old").reason_for(LOSS) is None


def test_answers() -> None:
    assert Choices().with_answer(LOSS, "old").reason_for(LOSS) == "old"
    assert Choices().with_answer(LOSS, "").is_declined(LOSS)


def test_renames() -> None:
    assert choices_of([], None, ["a=b", "t.a=t.b", "t.c="]).renames == (("a", "b"), ("t.a", "t.b"), ("t.c", ""))


@pytest.mark.parametrize("text", ["a", "=b", "t.a=b"])
def test_a_rename_that_says_nothing(text: str) -> None:
    with pytest.raises(SettingInvalid, match="becomes of what"):
        choices_of([], None, [text])


def test_refusals() -> None:
    with pytest.raises(CommandRefused, match="needs a reason"):
        choices_of(["drop-table"], " ")
    with pytest.raises(SettingInvalid) as caught:
        choices_of(["drop-colum=a.b"], "why")
    assert caught.value.mend == "Did you mean `drop-column`?"
