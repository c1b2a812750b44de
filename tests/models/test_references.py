"""What becomes of rows when those that they refer to go."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import (
    AuditEntry,
    Chart,
    Dashboard,
    DashboardChart,
    DashboardFolder,
    DatasetColumn,
    DatasetMetric,
    Role,
    User,
    UserRole,
)
from tests.models.samples import chart, dataset, user


def count(session: Session, model: type) -> int | None:
    return session.scalar(sa.select(sa.func.count()).select_from(model))


def test_roles_of_a_user(session: Session) -> None:
    row = user()
    granter = user("Grace")
    row.grants = [UserRole(role=Role(name="analyst"), granted_by=granter)]
    session.add(row)
    session.commit()
    assert [role.name for role in row.roles] == ["analyst"]
    assert row.grants[0].granted_by is granter
    session.delete(row)
    session.commit()
    assert count(session, UserRole) == 0
    assert count(session, Role) == 1


def test_a_chart_outlives_its_owner(session: Session) -> None:
    row = chart()
    row.owner = user()
    session.add(row)
    session.commit()
    session.execute(sa.delete(User))
    session.commit()
    assert session.scalars(sa.select(Chart.owner_id)).all() == [None]


def test_a_dataset_that_a_chart_uses_stays(session: Session) -> None:
    row = chart()
    session.add(row)
    session.commit()
    with pytest.raises(sa.exc.IntegrityError):
        session.execute(sa.text("DELETE FROM datasets"))


def test_a_metric_goes_with_its_column(session: Session) -> None:
    row = dataset()
    row.columns = [DatasetColumn(name="total", position=1, data_type="decimal")]
    session.add(row)
    session.flush()
    row.metrics = [
        DatasetMetric(name="revenue", column_name="total", expression="SUM(total)"),
        DatasetMetric(name="orders", expression="COUNT(*)"),
    ]
    session.commit()
    assert row.columns[0].is_temporal is False
    session.execute(sa.delete(DatasetColumn))
    session.commit()
    assert session.scalars(sa.select(DatasetMetric.name)).all() == ["orders"]


def test_a_metric_names_a_column_of_its_own_dataset(session: Session) -> None:
    row = dataset()
    row.metrics = [DatasetMetric(name="revenue", column_name="total", expression="SUM(total)")]
    session.add(row)
    with pytest.raises(sa.exc.IntegrityError):
        session.flush()


def test_charts_stand_in_order_each_at_its_own_place(session: Session) -> None:
    first, second = chart(), chart()
    second.dataset = first.dataset
    dashboard = Dashboard(slug="sales", title="Sales", placements=[])
    dashboard.placements = [DashboardChart(chart=second, position=2), DashboardChart(chart=first, position=1)]
    session.add(dashboard)
    session.commit()
    assert [placement.chart for placement in dashboard.placements] == [first, second]
    with pytest.raises(sa.exc.IntegrityError):
        session.execute(sa.text("UPDATE dashboard_charts SET position = 1"))


def test_a_folder_goes_with_what_lies_in_it_but_dashboards_stay(session: Session) -> None:
    top = DashboardFolder(name="top", children=[DashboardFolder(name="inner")])
    session.add(Dashboard(slug="sales", title="Sales", folder=top.children[0]))
    session.add(top)
    session.commit()
    session.delete(top)
    session.commit()
    assert count(session, DashboardFolder) == 0
    assert session.scalars(sa.select(Dashboard.folder_id)).all() == [None]


def test_an_audit_entry_knows_what_caused_it(session: Session) -> None:
    cause = AuditEntry(action="delete", object_type="user", object_id=1)
    cause.consequences = [AuditEntry(action="revoke", object_type="role", details={"role": "admin"})]
    session.add(cause)
    session.commit()
    assert cause.consequences[0].parent is cause
