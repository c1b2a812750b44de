from __future__ import annotations

import toolkit.fault
from toolkit.errors import Failure, Interrupted, MultipleHeads, Refusal, TkError, UsageFault
from toolkit.workflows.explain import all_errors


def test_names() -> None:
    assert MultipleHeads.kebab_name() == "multiple-heads"


def test_the_tree_in_the_docstring_names_every_class() -> None:
    for kind in all_errors():
        assert f" {kind.__name__}" in str(toolkit.fault.__doc__)


def test_exit_codes() -> None:
    for kind in all_errors():
        codes = {base.exit_code for base in (UsageFault, Refusal, Failure, Interrupted) if issubclass(kind, base)}
        assert codes == {kind.exit_code}
    assert TkError.exit_code == 3


def test_every_page_says_what_to_do_instead() -> None:
    for kind in all_errors():
        if not kind.__subclasses__():
            assert "Instead, " in str(kind.__doc__), kind
