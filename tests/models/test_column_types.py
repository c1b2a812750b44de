"""Values come back as they were put in, from each backend."""

from __future__ import annotations

from decimal import Decimal
from ipaddress import ip_address
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import AuditEntry, ChartKind, QueryStatus, SavedQuery, User, UserSettings, UserStatus
from tests.models.samples import STARTED_AT, chart, data_source, query_log_entry, user


def stored(session: Session, row: object) -> None:
    """Put the row in, and forget what it was."""
    session.add(row)
    session.commit()
    session.expire_all()


def test_addresses_are_kept_in_lower_case(session: Session) -> None:
    row = user("Ada")
    stored(session, row)
    assert row.email == "ada@example.org"
    assert session.scalars(sa.select(User).where(User.email == "ADA@EXAMPLE.ORG")).all() == [row]


def test_identifiers_are_unique_and_found(session: Session) -> None:
    session.add(user("Grace"))
    row = user("Ada")
    stored(session, row)
    assert isinstance(row.public_id, UUID)
    assert session.scalars(sa.select(User).where(User.public_id == row.public_id)).all() == [row]


def test_the_server_fills_in_defaults(session: Session) -> None:
    row = user()
    row.settings = UserSettings()
    stored(session, row)
    assert row.status is UserStatus.INVITED
    assert row.created_at is not None
    assert (row.settings.locale, row.settings.time_zone, row.settings.avatar_url) == ("en", "UTC", None)


def test_enums_keep_their_values(session: Session) -> None:
    row = chart()
    row.kind = ChartKind.HEATMAP
    stored(session, row)
    assert row.kind is ChartKind.HEATMAP
    assert session.scalar(sa.text("SELECT kind FROM charts")) == "heatmap"
    with pytest.raises(sa.exc.DBAPIError):
        session.execute(sa.text("UPDATE charts SET kind = 'spiral'"))


def test_documents(session: Session) -> None:
    row = chart()
    stored(session, row)
    assert row.parameters == {"axis": ["day", 1]}


def test_decimals_and_large_numbers(session: Session) -> None:
    row = query_log_entry()
    row.row_count = 3_000_000_000
    row.duration_seconds = Decimal("123456.789")
    stored(session, row)
    assert row.row_count == 3_000_000_000
    assert row.duration_seconds == Decimal("123456.789")
    assert row.waited_seconds == Decimal(0)
    assert row.status is QueryStatus.RUNNING
    assert row.data_source.pool_timeout == Decimal(30)


def test_fractions_of_seconds(session: Session) -> None:
    row = query_log_entry()
    stored(session, row)
    # Only PostgreSQL keeps the time zone; on all the others the application writes UTC.
    assert row.started_at.replace(tzinfo=STARTED_AT.tzinfo) == STARTED_AT


def test_words_and_network_addresses(session: Session) -> None:
    query = SavedQuery(user=user(), data_source=data_source(), title="All", statement="SELECT 1", tags=["a", "b"])
    stored(session, query)
    assert query.tags == ["a", "b"]
    assert query.description == ""
    entry = AuditEntry(action="create", object_type="chart", client_address=ip_address("2001:db8::1"))
    stored(session, entry)
    assert entry.client_address == ip_address("2001:db8::1")
