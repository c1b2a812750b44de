"""The declarative base and the names of constraints."""

from datetime import datetime
from typing import Any

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

from models.column_types import document, moment

# A constraint without a name gets one from the server, a different one on each: no later
# revision could drop it by name.
NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Holds the metadata of every table.

    Columns stand in the order in which the migrations added them: no server but MySQL and
    MariaDB can put a column anywhere but last.
    """

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map = {  # noqa: RUF012  SQLAlchemy reads it once, nobody writes to it
        datetime: moment,
        dict[str, Any]: document,
    }
