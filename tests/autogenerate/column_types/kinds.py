"""Types of columns: every one of sqlalchemy-utils, and those that projects write themselves."""

from __future__ import annotations

import enum
import json
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
import sqlalchemy_utils as su
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.ext.mutable import MutableDict
from sqlalchemy.types import TypeDecorator, UserDefinedType
from sqlalchemy_utils.types.bit import BitType
from sqlalchemy_utils.types.enriched_datetime.arrow_datetime import ArrowDateTime
from sqlalchemy_utils.types.ltree import LQUERY, LTXTQUERY

ALL = ("sqlite", "mariadb", "mysql", "postgresql")
ONE = ("postgresql",)
NEED_NO_LENGTH = ("sqlite", "postgresql")


class Level(enum.Enum):
    low = 1
    high = 2


class Money(TypeDecorator):
    """Passes its arguments on."""

    impl = sa.Numeric
    cache_ok = True


class Weight(TypeDecorator):
    """Cannot be made without arguments."""

    impl = sa.String
    cache_ok = False

    def __init__(self, unit: str, *, size: int) -> None:
        super().__init__(size)
        self.unit, self.size = unit, size


class Forgetful(TypeDecorator):
    """Keeps nothing of its arguments."""

    impl = sa.String
    cache_ok = False

    def __init__(self, unit: str, size: int) -> None:
        super().__init__(size)


class Collated(TypeDecorator):
    """Its implementation is an instance, with variants of its own."""

    impl = (
        sa.String(33, collation="NOCASE")
        .with_variant(mysql.VARCHAR(33, charset="utf8mb4", collation="utf8mb4_bin"), "mysql", "mariadb")
        .with_variant(sa.String(33, collation="C"), "postgresql")
    )
    cache_ok = True


class Code(TypeDecorator):
    impl = sa.String(33)
    cache_ok = True


class Nested(TypeDecorator):
    """Its implementation is a decorator."""

    impl = Code
    cache_ok = True


class Document(TypeDecorator):
    """Another type on each backend."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> Any:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.JSONB())
        if dialect.name in ("mysql", "mariadb"):
            return dialect.type_descriptor(mysql.LONGTEXT(charset="utf8mb4", collation="utf8mb4_bin"))
        return dialect.type_descriptor(sa.Text())


class Network(TypeDecorator):
    """Has no answer but for one backend."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> Any:
        if dialect.name == "postgresql":
            return postgresql.CIDR()
        raise NotImplementedError("networks are for PostgreSQL")


class Quaint(TypeDecorator):
    """An enum inside, with its check and a quote."""

    impl = sa.Enum("x", "y'z", name="quaint", create_constraint=True)
    cache_ok = True


class Endless(TypeDecorator):
    """Decorates itself."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> Any:
        return Endless()


class Loose(sa.String):
    """Compiled by words of the project."""


@compiles(Loose)
def _loose(kind: Loose, compiler: Any, **options: Any) -> str:
    return "VARCHAR(77)"


class Polygon(UserDefinedType):
    """Nothing but a name in the database, as GeoAlchemy's are."""

    cache_ok = True

    def __init__(self, word: str = "POLYGON") -> None:
        self.word = word

    def get_col_spec(self, **options: Any) -> str:
        return self.word


class Wordy(TypeDecorator):
    """Prints something else than Python."""

    impl = sa.String(9)
    cache_ok = True

    def __repr__(self) -> str:
        return "<the wordy type>"


@dataclass(frozen=True)
class Case:
    """A type, and the backends that can hold it."""

    name: str
    make: Callable[[], Any]
    on: tuple[str, ...] = ALL


UTILS = (
    Case("ArrowType", su.ArrowType),
    Case("BitType", lambda: BitType(8)),
    Case("ChoiceType", lambda: su.ChoiceType([("a", "A"), ("b", "B")])),
    Case("ChoiceType of an enum", lambda: su.ChoiceType(Level, impl=sa.Integer())),
    Case("ColorType", lambda: su.ColorType(30)),
    Case("CountryType", su.CountryType),
    Case("CurrencyType", su.CurrencyType),
    Case("DateRangeType", su.DateRangeType),
    Case("DateTimeRangeType", su.DateTimeRangeType),
    Case("EmailType", su.EmailType),
    Case("EncryptedType", lambda: quietly(lambda: su.EncryptedType(sa.Unicode, "open sesame"))),
    Case("EnrichedDateTimeType", lambda: su.EnrichedDateTimeType(ArrowDateTime)),
    Case("EnrichedDateType", su.EnrichedDateType),
    Case("IPAddressType", su.IPAddressType),
    Case("Int8RangeType", su.Int8RangeType),
    Case("IntRangeType", su.IntRangeType),
    Case("JSONType", su.JSONType),
    Case("LQUERY", LQUERY, ONE),
    Case("LTXTQUERY", LTXTQUERY, ONE),
    Case("LocaleType", su.LocaleType),
    Case("LtreeType", su.LtreeType, ONE),
    Case("NumericRangeType", su.NumericRangeType),
    Case("PasswordType", lambda: su.PasswordType(schemes=["pbkdf2_sha512"])),
    Case("PhoneNumberType", lambda: su.PhoneNumberType(region="FI")),
    Case("ScalarListType", lambda: su.ScalarListType(int)),
    Case("StringEncryptedType", lambda: su.StringEncryptedType(sa.Unicode, "open sesame"), NEED_NO_LENGTH),
    Case("StringEncryptedType with a length", lambda: su.StringEncryptedType(sa.Unicode, "open sesame", length=255)),
    Case("TSVectorType", lambda: su.TSVectorType("name", regconfig="pg_catalog.simple"), ONE),
    Case("TimezoneType", lambda: su.TimezoneType(backend="zoneinfo")),
    Case("URLType", su.URLType),
    Case("UUIDType", su.UUIDType),
    Case("UUIDType(native=False)", lambda: su.UUIDType(native=False), ("sqlite", "mariadb", "mysql")),
    Case("UUIDType(binary=False)", lambda: su.UUIDType(binary=False)),
    Case("WeekDaysType", su.WeekDaysType),
)

OWN = (
    Case("money", lambda: Money(10, 3)),
    Case("weight", lambda: Weight("kg", size=5)),
    Case("forgetful", lambda: Forgetful("kg", 5)),
    Case("collated", Collated),
    Case("nested", Nested),
    Case("document", Document),
    Case("mutable", lambda: MutableDict.as_mutable(Document)),
    Case("network", Network, ONE),
    Case("quaint", Quaint),
    Case("endless", Endless, ()),
    Case("loose", Loose),
    Case("polygon", Polygon),
    Case("nonsense", lambda: Polygon("NONSENSE"), ("sqlite",)),
    Case("polygon_or_text", lambda: Polygon("JSONB").with_variant(sa.Text(), "sqlite", "mysql", "mariadb")),
    Case("wordy", Wordy),
    Case("string_or_uuid", lambda: sa.String(36).with_variant(su.UUIDType(), "postgresql")),
    Case("uuid_or_string", lambda: su.UUIDType().with_variant(sa.CHAR(36), "sqlite", "oracle")),
    Case("uuids", lambda: sa.ARRAY(su.UUIDType(), dimensions=2), ONE),
    Case("enums", lambda: postgresql.ARRAY(sa.Enum("a+b", name="plus")), ONE),
    Case("words", lambda: postgresql.HSTORE(text_type=Code()), ONE),
    Case("pickle", lambda: sa.PickleType(impl=sa.LargeBinary(900))),
    Case("pickler", lambda: sa.PickleType(pickler=json)),
    Case("interval", lambda: sa.Interval(native=False, second_precision=3)),
    Case("native_interval", sa.Interval),
    Case("uuid", lambda: sa.Uuid(as_uuid=False)),
    Case("blob", lambda: sa.LargeBinary(30)),
    Case("values", lambda: sa.Enum(Level, values_callable=_values, native_enum=False, name="level", length=20)),
    Case("json", lambda: MutableDict.as_mutable(sa.JSON)),
    Case("lengthless", sa.String, NEED_NO_LENGTH),
)


def table(metadata: sa.MetaData, backend: str, *, everything: bool = False) -> sa.Table:
    """One table with a column of each type that the backend can hold; ``every``: that all of them can."""
    wanted = set(ALL) if backend == "every" else {backend}
    cases = [case for case in (*UTILS, *OWN) if everything or wanted <= set(case.on)]
    columns = [sa.Column(column_name(case), case.make()) for case in cases]
    return sa.Table("kinds", metadata, sa.Column("id", sa.Integer, primary_key=True), *columns)


def column_name(case: Case) -> str:
    return "c_" + "".join(letter if letter.isalnum() else "_" for letter in case.name).strip("_").lower()


def _values(kind: type[enum.Enum]) -> list[str]:
    return [str(one.value) for one in kind]


def quietly(make: Callable[[], Any]) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return make()
