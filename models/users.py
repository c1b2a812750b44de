"""People who sign in, what they prefer, and which roles they have."""

from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.column_types import CreatedAt, email_address, named_enum, public_identifier, web_address
from models.roles import Role


class UserStatus(StrEnum):
    """What a person may do with their account."""

    INVITED = "invited"
    ACTIVE = "active"
    DISABLED = "disabled"


class User(Base):
    """One person."""

    __tablename__ = "users"
    __table_args__ = ({"comment": "People who sign in."},)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(email_address, unique=True, comment="In lower case.")
    display_name: Mapped[str] = mapped_column(String(200), comment="Shown beside their charts.")
    status: Mapped[UserStatus] = mapped_column(
        named_enum(UserStatus, "user_status"), server_default=UserStatus.INVITED.value
    )
    created_at: Mapped[CreatedAt]
    public_id: Mapped[UUID] = mapped_column(
        public_identifier, default=uuid4, unique=True, comment="Safe to show in links."
    )

    settings: Mapped["UserSettings | None"] = relationship(
        back_populates="user", cascade="all, delete-orphan", passive_deletes=True
    )
    grants: Mapped[list["UserRole"]] = relationship(
        back_populates="user",
        foreign_keys="UserRole.user_id",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )
    roles: Mapped[list[Role]] = relationship(
        secondary="user_roles",
        primaryjoin="User.id == UserRole.user_id",
        secondaryjoin="UserRole.role_id == Role.id",
        viewonly=True,
    )


class UserSettings(Base):
    """What one person prefers; read once per sign-in, so not in `users`."""

    __tablename__ = "user_settings"
    __table_args__ = ({"comment": "What a person prefers, at most one row each."},)

    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    locale: Mapped[str] = mapped_column(String(10), server_default=text("'en'"))
    time_zone: Mapped[str] = mapped_column(String(64), server_default=text("'UTC'"))
    avatar_url: Mapped[str | None] = mapped_column(web_address)

    user: Mapped[User] = relationship(back_populates="settings")


class UserRole(Base):
    """A role that a person has, and who granted it."""

    __tablename__ = "user_roles"
    __table_args__ = ({"comment": "Who has which role."},)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    role_id: Mapped[int] = mapped_column(ForeignKey("roles.id", ondelete="CASCADE"), primary_key=True, index=True)
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    granted_at: Mapped[CreatedAt]

    user: Mapped[User] = relationship(back_populates="grants", foreign_keys=[user_id])
    role: Mapped[Role] = relationship()
    granted_by: Mapped[User | None] = relationship(foreign_keys=[granted_by_id])
