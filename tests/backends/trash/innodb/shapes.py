"""Tables of many shapes, each with a column ``c``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st


@dataclass(frozen=True, kw_only=True)
class Shape:
    """``c``'s definition and what stands after the columns. ``only`` is the server that has such."""

    column: str
    rest: str = ""
    only: str | None = None
    is_first: bool = False

    @property
    def body(self) -> str:
        own = f"c {self.column}"
        others = f"a INT, {own}, b INT NOT NULL DEFAULT 0, d VARCHAR(9)"
        told = others if self.is_first else f"id INT PRIMARY KEY, {others}"
        return f"{told}, {self.rest}" if self.rest else told


PLAIN = [
    "INT",
    "INT NOT NULL",
    "INT NOT NULL DEFAULT 5 COMMENT 'it''s a \\\\ column, (of) \"t\"'",
    "INT UNSIGNED ZEROFILL",
    "VARCHAR(9) CHARACTER SET latin1 COLLATE latin1_bin NOT NULL DEFAULT 'a b, c'",
    "VARCHAR(20) DEFAULT 'NOT NULL'",
    "VARCHAR(20) NOT NULL DEFAULT 'back\\\\slash'",
    "CHAR(3) NOT NULL",
    "BINARY(3) NOT NULL",
    "TEXT NOT NULL",
    "TEXT",
    "LONGBLOB NOT NULL",
    "JSON NOT NULL",
    "JSON",
    "ENUM('x y','z','NOT NULL') NOT NULL",
    "SET('x','y') NOT NULL",
    "DECIMAL(8,3) NOT NULL",
    "DOUBLE NOT NULL",
    "BIT(3) NOT NULL",
    "DATE NOT NULL",
    "DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3)",
    "DATETIME NOT NULL",
    "TIMESTAMP NOT NULL DEFAULT '2020-01-02 03:04:05'",
    "TIMESTAMP NULL",
    "TIMESTAMP NOT NULL",
    "TIME NOT NULL",
    "YEAR NOT NULL",
    "POINT NOT NULL",
    "GEOMETRY NOT NULL",
    "LINESTRING NOT NULL",
    "POLYGON NOT NULL",
    "MULTIPOINT NOT NULL",
    "MULTILINESTRING NOT NULL",
    "MULTIPOLYGON NOT NULL",
    "GEOMETRYCOLLECTION NOT NULL",
    "INT INVISIBLE",
    "INT DEFAULT (1 + 2)",
    "VARCHAR(40) NOT NULL DEFAULT (UUID())",
    "INT DEFAULT (a + 1)",
    "INT NOT NULL DEFAULT (a + 1)",
    "INT CHECK (c > 0)",
    "INT GENERATED ALWAYS AS (a + 1) VIRTUAL",
]
_REST = [
    ("INT", "KEY k0 (c), KEY k1 (a, c), KEY k2 (b)"),
    ("INT", "KEY k0 (b), UNIQUE KEY u1 (c), UNIQUE KEY u2 (b), KEY k1 (c DESC), KEY k3 (b)"),
    ("INT NOT NULL DEFAULT 3", "UNIQUE KEY u1 (c)"),
    ("INT DEFAULT 3", "UNIQUE KEY u1 (c)"),
    ("VARCHAR(30)", "KEY k1 (a, c(10)), KEY k2 (c(5), b)"),
    ("VARCHAR(30) NOT NULL DEFAULT 'x'", "FULLTEXT KEY f (c), KEY k (b)"),
    ("POINT NOT NULL", "SPATIAL KEY s (c), KEY k (b)"),
    ("INT", "CHECK (c > 0)"),
    ("INT NOT NULL DEFAULT 1", "CONSTRAINT ck CHECK (c > 0 AND c < 100), CONSTRAINT a_other CHECK (a > -9)"),
    ("INT GENERATED ALWAYS AS (a + 1) VIRTUAL", "KEY kv (c)"),
    ("INT GENERATED ALWAYS AS (a + 1) STORED", "UNIQUE KEY us (c)"),
    ("INT", "CONSTRAINT fa FOREIGN KEY (a) REFERENCES p (id), KEY wide (a, c)"),
]
_OF_MYSQL = [
    ("POINT NOT NULL SRID 4326", ""),
    ("VECTOR(3) NOT NULL", ""),
    ("INT COLUMN_FORMAT DYNAMIC NOT NULL", ""),
    ("INT", "KEY k1 (c) INVISIBLE, UNIQUE KEY u (a, c)"),
    ("INT", "KEY k1 (c, (b + 1))"),
    ("INT", "CONSTRAINT ck CHECK (c > 0) NOT ENFORCED"),
    ("VARCHAR(30) NOT NULL DEFAULT 'x'", "FULLTEXT KEY f (c), FULLTEXT KEY g (d)"),
]
_OF_MARIADB = [
    ("UUID NOT NULL", ""),
    ("INET6 NOT NULL", ""),
    ("INET4 NOT NULL", ""),
    ("INT NOT NULL CHECK (c > 0 OR a > 0)", ""),
    ("INT", "KEY k1 (c) IGNORED"),
    ("INT", "CONSTRAINT z CHECK (c > 0), CONSTRAINT b CHECK (a < 9), CONSTRAINT y CHECK (c < 99)"),
    ("TEXT COMPRESSED", ""),
    ("TEXT NOT NULL", "UNIQUE KEY u (c)"),
]
_OF_KEYS = [
    ("INT NOT NULL", "PRIMARY KEY (c)", None),
    ("INT NOT NULL AUTO_INCREMENT", "PRIMARY KEY (c)", None),
    ("BIGINT NOT NULL AUTO_INCREMENT", "PRIMARY KEY (b), KEY kc (c), KEY kb (a)", None),
    ("INT NOT NULL", "PRIMARY KEY (b, c)", "mysql"),
    ("INT NOT NULL AUTO_INCREMENT", "PRIMARY KEY (c, b)", "mysql"),
]


def shapes(backend: str) -> Sequence[Shape]:
    """Those that the server has."""
    every = [Shape(column=column) for column in PLAIN]
    every += [Shape(column=column, rest=rest) for column, rest in _REST]
    every += [Shape(column=column, rest=rest, only="mysql") for column, rest in _OF_MYSQL]
    every += [Shape(column=column, rest=rest, only="mariadb") for column, rest in _OF_MARIADB]
    every += [Shape(column=column, rest=rest, only=only, is_first=True) for column, rest, only in _OF_KEYS]
    return [shape for shape in every if shape.only in (None, backend)]


_COLUMNS = st.sampled_from(
    [
        # MariaDB forgets USING HASH of a unique key over shapes in any ALTER.
        *[column for column in PLAIN if not any(word in column for word in ("POINT", "LINE", "POLYGON", "GEOM"))],
        *["INT", "INT NOT NULL", "INT NOT NULL DEFAULT 0", "VARCHAR(20)", "VARCHAR(20) NOT NULL"] * 6,
        *["INT GENERATED ALWAYS AS ({0} + 1) VIRTUAL", "INT DEFAULT ({0} + 1)", "INT AUTO_INCREMENT"] * 2,
    ]
)
_NAMES = ["a", "b", "c", "d", "e"]


@st.composite
def bodies(draw: st.DrawFn) -> tuple[str, str]:
    """What stands in the parentheses of a CREATE TABLE, which a server may refuse, and one of its columns."""
    names = _NAMES[: draw(st.integers(1, 5))]
    subsets = st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True)
    items = []
    for name in names:
        definition = draw(_COLUMNS).format(draw(st.sampled_from(names))).replace("CHECK (c >", f"CHECK ({name} >")
        items.append(f"{name} {definition}")
    for number in range(draw(st.integers(0, 3))):
        kind = draw(st.sampled_from(["KEY", "UNIQUE KEY", "PRIMARY KEY", "KEY"]))
        columns = ", ".join(draw(subsets))
        items.append(f"PRIMARY KEY ({columns})" if kind == "PRIMARY KEY" else f"{kind} k{number} ({columns})")
    for _ in range(draw(st.integers(0, 2))):
        items.append(f"CHECK ({' OR '.join(f'{name} IS NULL' for name in draw(subsets))})")
    if draw(st.integers(0, 4)) == 0:
        items.append(f"FOREIGN KEY ({draw(st.sampled_from(names))}) REFERENCES p (id)")
    return ", ".join(items), draw(st.sampled_from(names))
