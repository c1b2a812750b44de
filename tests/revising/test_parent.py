"""The parent of a revision file is rewritten, and nothing else."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.revising.parent import Unwritable, with_parent

TEMPLATE = '''"""message

Revision ID: cc33
Revises: aa11
Create Date: 2026-01-02 03:04:05

"""
revision: str = "cc33"
down_revision: Union[str, None] = "aa11"
'''


def test_a_file_as_alembic_writes_it() -> None:
    written = with_parent(TEMPLATE.encode(), "bb22").decode()
    assert written == TEMPLATE.replace("aa11", "bb22")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("revision='c'\ndown_revision=None\n", "revision='c'\ndown_revision='bb22'\n"),
        ('revision = "c"\ndown_revision = None  # none', 'revision = "c"\ndown_revision = "bb22"  # none'),
        ("down_revision = (  # two\n 'a',\n 'b',\n)\n", "down_revision = 'bb22'\n"),
        ("down_revision = 'a', 'b'; x = 1\n", "down_revision = 'bb22'; x = 1\n"),
        ("down_revision = (\n    'a'  # long\n)\n", "down_revision = (\n    'bb22'  # long\n)\n"),
        ("down_revision = ['a']\n", "down_revision = 'bb22'\n"),
        ("down_revision = r'''a'''\n", "down_revision = 'bb22'\n"),
        ("down_revision = 'a' 'b'\n", "down_revision = 'bb22'\n"),
        ("revision, down_revision = 'c', 'a'\n", "revision, down_revision = 'c', 'bb22'\n"),
        ("é = 'é'; down_revision = 'a'\n", "é = 'é'; down_revision = 'bb22'\n"),
        ("down_revision = 'x'\ndown_revision = 'a'\n", "down_revision = 'x'\ndown_revision = 'bb22'\n"),
        ("if True:\n    down_revision = 'a'\n", "if True:\n    down_revision = 'bb22'\n"),
        ('"""x\nRevises:\n"""\ndown_revision = None\n', '"""x\nRevises: bb22\n"""\ndown_revision = \'bb22\'\n'),
        ('"""Revises: a"""\ndown_revision = "a"\n', '"""Revises: bb22"""\ndown_revision = "bb22"\n'),
        ('"""Revises: a, b \n"""\ndown_revision = ("a", "b")\n', '"""Revises: bb22 \n"""\ndown_revision = "bb22"\n'),
        ('"""Revises: what z says"""\ndown_revision = "a"\n', '"""Revises: what z says"""\ndown_revision = "bb22"\n'),
        ("\fdown_revision = 'a'\n\f\nx = 'a\\\n\x0cb'\n", "\fdown_revision = 'bb22'\n\f\nx = 'a\\\n\x0cb'\n"),
    ],
)
def test_forms(before: str, after: str) -> None:
    assert with_parent(before.encode(), "bb22").decode() == after


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("revision = 'c'\n", "nothing in it has the form"),
        ("down_revision = PARENT\n", "computed in line 1"),
        ("down_revision = None if OLD else 'a'\n", "computed in line 1"),
        ("first = down_revision = 'a'\n", "shares its value"),
        ("revision, down_revision = both()\n", "computed in line 1"),
        ("down_revision = 7\n", "no text"),
        ("down_revision = \n", "no Python"),
        ("# coding: nonsense\ndown_revision = 'a'\n", "encoding"),
        ("def f():\n    down_revision = 'a'\n", "nothing in it"),
    ],
)
def test_what_is_refused(text: str, why: str) -> None:
    with pytest.raises(Unwritable, match=why):
        with_parent(text.encode(), "bb22")


@pytest.mark.parametrize("parent", ["it's", "a\\b", 'q"', "жук"])
def test_an_id_that_does_not_fit_the_file(parent: str) -> None:
    before = "# coding: latin-1\n'''é\nRevises: a\n'''\ndown_revision = \"a\"\n".encode("latin-1")
    written = with_parent(before, parent)
    scope: dict[str, object] = {}
    exec(compile(written, "file", "exec"), scope)
    assert scope["down_revision"] == parent
    assert b"\xe9" in written


IDS = st.from_regex(r"[0-9a-z_]{1,12}", fullmatch=True)
BLANKS = st.sampled_from(["", " ", "\t", "  "])
TEXTS = st.text(st.characters(codec="latin-1", exclude_characters="\r\n\\'\"\0\x1a"), max_size=12)
ENCODINGS = [
    ("", "utf-8"),
    ("", "utf-8-sig"),
    ("# -*- coding: latin-1 -*-\n", "latin-1"),
    ("# coding: cp1252\n", "cp1252"),
]


@st.composite
def values(draw: st.DrawFn, parents: list[str]) -> str:
    """The parents as a person may write them."""
    quote = draw(st.sampled_from(["'", '"', "'''", '"""']))
    quoted = [f"{draw(st.sampled_from(['', 'r', 'u']))}{quote}{name}{quote}" for name in parents]
    if not parents:
        return draw(st.sampled_from(["None", "(None)", "(\n    None\n)", "()"]))
    if len(parents) == 1:
        return draw(st.sampled_from(["{}", "({})", "(\n  {}\n)", "({},)", "[{}]", "\\\n {}"])).format(*quoted)
    between = draw(st.sampled_from([", ", ",", ",\n    ", ",  # why\n "]))
    return f"({between.join(quoted)}{draw(st.sampled_from(['', ',', chr(10)]))})"


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_every_other_byte_stays(data: st.DataObject) -> None:
    parents, parent = data.draw(st.lists(IDS, max_size=3, unique=True)), data.draw(IDS)
    cookie, encoding = data.draw(st.sampled_from(ENCODINGS))
    fits = "latin-1" if encoding == "latin-1" else "ascii" if encoding == "cp1252" else "utf-8"
    comment, said = (
        data.draw(TEXTS).encode(fits, "ignore").decode(fits),
        data.draw(TEXTS).encode(fits, "ignore").decode(fits),
    )
    named = data.draw(st.sampled_from([", ".join(parents), "None" if not parents else ", ".join(parents)]))
    value = data.draw(values(parents))
    head = f'{cookie}"""{said}\n\nRevision ID: x\nRevises: '
    middle = f'\nCreate Date: 2026\n"""\nrevision = "x"  # {comment}\n\x0c\n'
    declared = f"down_revision{data.draw(st.sampled_from(['', ': str', ': Union[str, None]']))}{data.draw(BLANKS)}={data.draw(BLANKS)}"
    rest = (
        f"  # {comment}\nbranch_labels = None\n\n\ndef upgrade():\n    down_revision = {parents!r}\n    op.f('{said}')"
    )
    end = data.draw(st.sampled_from(["\n", "\r\n", "\r"]))
    made = [
        part.replace("\n", end).encode(encoding if place == 0 else encoding.removesuffix("-sig"))
        for place, part in enumerate((head, named + middle + declared, value, rest))
    ]
    content = b"".join(made)
    ast.parse(content)

    written = with_parent(content, parent)

    start, finish = made[0], made[3]
    assert written.startswith(start + parent.encode() + made[1].removeprefix(named.encode()))
    assert written.endswith(finish)
    scope: dict[str, object] = {}
    code = compile(written.partition(b"def upgrade")[0].replace(b": Union[str, None]", b": str"), "file", "exec")
    exec(code, scope)
    assert scope["down_revision"] == parent
    inside = written[len(start + parent.encode() + made[1].removeprefix(named.encode())) : len(written) - len(finish)]
    assert len(inside) <= len(value.encode()) + len(parent) + 2
