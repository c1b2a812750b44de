"""Column types that several subjects share."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from sqlalchemy import JSON, BigInteger, DateTime, Enum, Integer, text
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.orm import mapped_column
from sqlalchemy_utils import (
    EmailType,
    IPAddressType,
    ScalarListType,
    URLType,
    UUIDType,
)

moment = DateTime(timezone=True)

# MySQL and MariaDB keep whole seconds unless asked; queries often take less than one.
precise_moment = DateTime(timezone=True).with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")

document = JSON().with_variant(postgresql.JSONB(), "postgresql")

# SQLite counts up by itself only in a column of exactly the type INTEGER.
long_identifier = BigInteger().with_variant(Integer(), "sqlite")

email_address = EmailType(255)
network_address = IPAddressType()
web_address = URLType()
words = ScalarListType()

# CHAR(32) rather than BINARY(16) where the server has no UUID: SQLite cannot reflect BINARY, and
# a batch operation would rebuild the table with another type.
public_identifier = UUIDType(binary=False)

CreatedAt = Annotated[datetime, mapped_column(moment, server_default=text("CURRENT_TIMESTAMP"))]


def named_enum(members: type[StrEnum], name: str) -> Enum:
    """Return the type of a column that holds one of the values of `members`.

    MySQL, MariaDB and PostgreSQL have enums of their own; SQLite gets a CHECK of that name.
    """
    return Enum(
        members,
        name=name,
        create_constraint=True,
        values_callable=lambda enumeration: [member.value for member in enumeration],
    )
