"""A table with its indexes in one statement: each of its own takes MySQL and MariaDB as long as the table does.

https://dev.mysql.com/doc/refman/8.4/en/create-table.html#create-table-indexes-keys
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_NAME = r"(?:`(?:[^`]|``)+`|[\w$]+)"
_INDEX = re.compile(
    rf"CREATE (?P<kind>(?:\w+ )?)INDEX (?P<name>{_NAME}) ON {_NAME}(?:\.{_NAME})? (?P<rest>\(.*)", re.DOTALL
)
_END = "\n)"
"""What SQLAlchemy ends the columns with. A comment may have it too, and then it is not known which is the end."""


def joined(table: str, indexes: Sequence[str]) -> str | None:
    """The statement of the table with those of its indexes inside; None for what is written otherwise."""
    found = [_INDEX.fullmatch(index.strip()) for index in indexes]
    if table.count(_END) != 1 or not all(found):
        return None
    inside = "".join(f", \n\t{one['kind']}INDEX {one['name']} {one['rest']}" for one in found if one)
    return table.replace(_END, f"{inside}{_END}")
