"""Explain: the page of an error or of a finding, which is its docstring."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Iterator

from toolkit.answers import Pages
from toolkit.errors import Failure, Refusal, TargetInvalid, TkError, UsageFault
from toolkit.pages import Page
from toolkit.workflows.kinds import all_pages

GROUPS = (UsageFault, Refusal, Failure)


def explain(name: str | None) -> Pages:
    """The page called ``name``, or the whole catalogue, the errors first.

    Raises TargetInvalid for a name that has no page.
    """
    pages = [*(_page(kind) for kind in all_errors() if kind not in GROUPS), *all_pages()]
    if name is None:
        return Pages(pages=tuple(pages), whole=False)
    # What stops one command may be what another one finds: then there are two.
    found = tuple(page for page in pages if page.name == name)
    if not found:
        close = difflib.get_close_matches(name, [page.name for page in pages], n=1)
        raise TargetInvalid(
            f"There is no page {name}.", mend=f"Did you mean `{close[0]}`?" if close else "`tk explain` lists them all."
        )
    return Pages(pages=found)


def all_errors(base: type[TkError] = TkError) -> Iterator[type[TkError]]:
    """Every kind of error below ``base``, in the order of their module."""
    for kind in base.__subclasses__():
        yield kind
        yield from all_errors(kind)


def _page(kind: type[TkError]) -> Page:
    text = inspect.cleandoc(kind.__doc__ or "")
    return Page(
        name=kind.kebab_name(),
        summary=text.partition("\n\n")[0].replace("\n", " "),
        text=text,
        exit_code=kind.exit_code,
    )
