"""The tables of a small business-intelligence service, one file per subject.

Importing this package imports every table, so that `metadata` is complete.
"""

from models.audit import AuditEntry
from models.base import Base
from models.charts import Chart, ChartKind
from models.dashboards import Dashboard, DashboardChart, DashboardFolder
from models.data_sources import DataSource, DataSourceEngine
from models.datasets import Dataset, DatasetColumn, DatasetMetric
from models.query_log import QueryLogEntry, QueryStatus
from models.roles import Role
from models.saved_queries import SavedQuery
from models.users import User, UserRole, UserSettings, UserStatus
from models.views import data_source_load

metadata = Base.metadata

__all__ = [
    "AuditEntry",
    "Base",
    "Chart",
    "ChartKind",
    "Dashboard",
    "DashboardChart",
    "DashboardFolder",
    "DataSource",
    "DataSourceEngine",
    "Dataset",
    "DatasetColumn",
    "DatasetMetric",
    "QueryLogEntry",
    "QueryStatus",
    "Role",
    "SavedQuery",
    "User",
    "UserRole",
    "UserSettings",
    "UserStatus",
    "data_source_load",
    "metadata",
]
