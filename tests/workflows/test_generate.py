"""Generated revisions: what the file and the screen say of the proof."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.projects.maker import Revision
from tests.workflows.conftest import MakeSettings
from toolkit.autogenerate.choices import choices_of
from toolkit.autogenerate.comparing import Circumstances
from toolkit.autogenerate.deciding import Decided
from toolkit.autogenerate.generation import Generation, Written
from toolkit.autogenerate.proof import Proof
from toolkit.catalog.alterations import Alteration
from toolkit.catalog.comparison import Change, Verdict
from toolkit.drift.checking import Parts
from toolkit.drift.storing import Cache
from toolkit.errors import ShadowUnavailable
from toolkit.workflows import generate
from toolkit.workflows.check import check
from toolkit.workflows.migrate import migrate
from toolkit.workflows.revise import revise
from toolkit.workflows.snapshot import snapshot

MODEL = "sa.Table('t', target_metadata, sa.Column('id', sa.Integer, primary_key=True), sa.Column('n', sa.Integer))"
FIRST = Revision("aa11", upgrade="op.create_table('t', sa.Column('id', sa.Integer, primary_key=True))")


def untold(event: object) -> None:
    """Nobody listens."""


def test_the_file_and_the_screen_say_that_it_is_proved(project: MakeSettings) -> None:
    settings = project(FIRST, models=MODEL)
    migrate(settings, "head", untold)
    answer = revise(settings, autogenerate=True, rev_id="bb22")
    assert answer.notes[0].startswith("Proved on a shadow of sqlite")
    assert answer.notes[0] in Path(answer.files[0]).read_text()


def test_where_no_shadow_can_be_made_it_is_told(project: MakeSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = project(FIRST, models=MODEL)
    migrate(settings, "head", untold)

    def refuse(*given: Any) -> Any:
        raise ShadowUnavailable("The user may not create a shadow database.", mend="GRANT it.")

    monkeypatch.setattr("toolkit.autogenerate.plugin.compare", refuse)
    answer = revise(settings, autogenerate=True, rev_id="bb22")
    assert answer.notes[:2] == ("Not proved: The user may not create a shadow database.", "GRANT it.")
    assert "add_column('t'" in Path(answer.files[0]).read_text()


def test_a_revision_of_nothing_is_not_tried(project: MakeSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = project(FIRST, models=MODEL.replace(", sa.Column('n', sa.Integer)", ""))
    migrate(settings, "head", untold)
    monkeypatch.setattr(generate, "prove", None)
    answer = revise(settings, autogenerate=True, rev_id="bb22")
    assert answer.notes == ("The models and the database agree: the revision is empty.",)
    assert "pass" in Path(answer.files[0]).read_text()


REFUSED = "\nsa.Index('ix_t', sa.text('no_such_function(id)'), _table=target_metadata.tables['t'])"


@pytest.mark.parametrize("changed", [False, True])
def test_what_the_server_refuses_of_the_models_is_told(project: MakeSettings, *, changed: bool) -> None:
    model = MODEL if changed else MODEL.replace(", sa.Column('n', sa.Integer)", "")
    settings = project(FIRST, models=model + REFUSED)
    migrate(settings, "head", untold)
    answer = revise(settings, autogenerate=True, rev_id="bb22")
    told = [note for note in answer.notes if note.startswith("The server refuses what the models say: CREATE INDEX")]
    assert len(told) == 1
    assert (told[0].partition(":")[0] in Path(answer.files[0]).read_text()) is changed
    agreed = "But for what the server refuses, the models and the database agree: the revision is empty."
    assert (agreed in answer.notes) is not changed


def test_a_file_that_could_not_be_tried_is_not_left_behind(
    project: MakeSettings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = project(FIRST, models=MODEL)
    migrate(settings, "head", untold)

    def end(*given: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(generate, "prove", end)
    with pytest.raises(KeyboardInterrupt):
        revise(settings, autogenerate=True, rev_id="bb22")
    assert [path.name for path in (tmp_path / "scripts/versions").glob("*.py")] == ["aa11_create.py"]


@pytest.mark.parametrize("command", ["revision", "check", "snapshot"])
def test_revision_files_are_loaded_after_the_models_and_once(
    project: MakeSettings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str
) -> None:
    """They may use the models, and change them: what is done to these in another order, or twice, may fail."""
    loaded: list[str] = []
    monkeypatch.setitem(sys.modules, "loading", SimpleNamespace(loaded=loaded))
    settings = project(FIRST, models=f"import loading\nloading.loaded.append('models')\n{MODEL}")
    file = tmp_path / "scripts/versions/aa11_create.py"
    file.write_text(f"{file.read_text()}\nimport loading\nloading.loaded.append('revision')\n")
    migrate(settings, "head", untold)
    loaded.clear()
    if command == "revision":
        assert revise(settings, autogenerate=True, rev_id="bb22").notes[0].startswith("Proved on a shadow")
    elif command == "check":
        check(settings, Parts(models=True, live=True, migrations=True), untold)
    else:
        snapshot(settings, untold, from_database=False)
    assert loaded[0] == "models"
    assert loaded.count("revision") == 1


LOSSES = """
op.create_table('t', sa.Column('id', sa.Integer, primary_key=True), sa.Column('note', sa.String(50)),
                    sa.Column('old', sa.Integer), sa.Column('name', sa.String(20)))
    op.create_index('ix_old', 't', ['old'])
    op.create_table('gone', sa.Column('id', sa.Integer, primary_key=True))
    op.create_table('forgotten', sa.Column('id', sa.Integer, primary_key=True))""".strip()
LEFT = """
sa.Table('t', target_metadata, sa.Column('id', sa.Integer, primary_key=True), sa.Column('note', sa.String(20)),
         sa.Column('name', sa.String(20), nullable=False, unique=True), sa.Column('new', sa.Integer))
"""
UNDECIDED = {"drop-column=t.old", "drop-table=gone", "narrow-type=t.note", "add-not-null=t.name", "add-unique=t.name"}


def test_no_loss_is_silent(project: MakeSettings, tmp_path: Path) -> None:
    settings = project(Revision("aa11", upgrade=LOSSES), models=LEFT)
    (tmp_path / "forgotten.py").write_text("class F(Base):\n    __tablename__ = 'forgotten'\n")
    migrate(settings, "head", untold)
    answer = revise(settings, autogenerate=True, rev_id="bb22")
    assert {*answer.undecided} == UNDECIDED | {"drop-table=forgotten"}
    text = Path(answer.files[0]).read_text()
    assert "'new'" in text
    assert "drop_" not in text.partition("def downgrade")[0]
    assert "tk_allowed" not in text
    assert answer.notes[0].startswith("Proved on a shadow")
    assert any("forgotten declares it" in note for note in answer.notes)
    migrate(settings, "head", untold)
    # Now all that is left is open: there is nothing to write a file for.
    assert revise(settings, autogenerate=True).files == ()
    kinds = ["drop-column=t.old", "drop-table", "narrow-type", "add-not-null", "add-unique"]
    answer = revise(settings, autogenerate=True, rev_id="cc33", choices=choices_of(kinds, "it's old"))
    assert answer.undecided == ("drop-table=forgotten",)
    assert answer.notes[0].startswith("Proved on a shadow")
    namespace: dict[str, Any] = {}
    exec(Path(answer.files[0]).read_text(), namespace)
    assert {f"{kind}={subject}" for kind, subject, _ in namespace["tk_allowed"]} == UNDECIDED
    assert {reason for *_, reason in namespace["tk_allowed"]} == {"it's old"}


class Person:
    """Agrees to drop a column, for a reason."""

    def agrees(self, question: str) -> bool:
        return "drop-column" in question

    def tells(self, question: str) -> str:
        return "nobody reads it"


def test_answers_are_written_and_what_was_declined_is_decided(project: MakeSettings) -> None:
    settings = project(Revision("aa11", upgrade=LOSSES), models=LEFT)
    migrate(settings, "head", untold)
    answer = revise(settings, autogenerate=True, rev_id="bb22", asks=Person())
    assert answer.undecided == ()
    assert "('drop-column', 't.old', 'nobody reads it')," in Path(answer.files[0]).read_text()
    assert len(list(Path(answer.files[0]).parent.glob("*.py"))) == 2


def attempt(*kept: Alteration, **proof: Any) -> Any:
    written = Written(compared=SimpleNamespace(renames=()), decided=Decided(kept=kept))
    generation = Generation(circumstances=Circumstances(cache=Cache(Path())), written=[written])
    proofs = (Proof(written=written, **proof),)
    return generate._Attempt(project=None, generation=generation, scripts=(), proofs=proofs)


def test_only_tables_in_question_are_written_in_the_words_of_the_server() -> None:
    one, other = (Alteration(kind="index", schema=None, owner=table, name=f"ix_{table}") for table in ("t", "u"))
    left = Change(verdict=Verdict.MISSING, kind="index", schema=None, owner="t", name="ix_t")
    t, u = (None, "t"), (None, "u")
    of_left = attempt(one, other, left=(left,))
    assert of_left.doubted(frozenset()) == {t}
    assert of_left.doubted(frozenset({t})) == set()
    stopped = attempt(one, other, stopped="Cannot drop index 'ix_u': needed in a foreign key constraint")
    assert stopped.doubted(frozenset()) == {u}
    assert stopped.doubted(frozenset({u})) == {t}
    assert attempt(one, other, stopped="syntax error").doubted(frozenset()) == {t, u}
