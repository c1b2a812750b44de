"""What people may do."""

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.column_types import CreatedAt

if TYPE_CHECKING:
    from models.users import User


class Role(Base):
    """A named set of permissions."""

    __tablename__ = "roles"
    __table_args__ = ({"comment": "Named sets of permissions."},)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    description: Mapped[str | None] = mapped_column(String(500))

    grants: Mapped[list["UserRole"]] = relationship(
        back_populates="role", cascade="all, delete-orphan", passive_deletes=True
    )


class UserRole(Base):
    """A role that a person has, and who granted it."""

    __tablename__ = "user_roles"
    __table_args__ = ({"comment": "Who has which role."},)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    role_id: Mapped[int] = mapped_column(ForeignKey("roles.id", ondelete="CASCADE"), primary_key=True, index=True)
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    granted_at: Mapped[CreatedAt]

    user: Mapped["User"] = relationship(back_populates="grants", foreign_keys=[user_id])
    role: Mapped[Role] = relationship(back_populates="grants")
    granted_by: Mapped["User | None"] = relationship(foreign_keys=[granted_by_id])
