"""What people may do."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Role(Base):
    """A named set of permissions."""

    __tablename__ = "roles"
    __table_args__ = ({"comment": "Named sets of permissions."},)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    description: Mapped[str | None] = mapped_column(String(500))
