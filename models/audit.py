"""Who changed what."""

from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.column_types import CreatedAt, long_identifier, network_address

if TYPE_CHECKING:
    from models.users import User


class AuditEntry(Base):
    """One change; a change that caused others is their parent."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index(None, "object_type", "object_id"),
        {"comment": "Who changed what; rows are added, never changed."},
    )

    id: Mapped[int] = mapped_column(long_identifier, primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(
        long_identifier,
        ForeignKey("audit_entries.id", ondelete="SET NULL"),
        index=True,
        comment="The change that caused this one.",
    )
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    action: Mapped[str] = mapped_column(String(60))
    object_type: Mapped[str] = mapped_column(String(60))
    object_id: Mapped[int | None] = mapped_column(BigInteger())
    client_address: Mapped[IPv4Address | IPv6Address | None] = mapped_column(network_address)
    details: Mapped[dict[str, Any] | None]
    occurred_at: Mapped[CreatedAt]

    parent: Mapped["AuditEntry | None"] = relationship(back_populates="consequences", remote_side="AuditEntry.id")
    consequences: Mapped[list["AuditEntry"]] = relationship(back_populates="parent")
    actor: Mapped["User | None"] = relationship()
