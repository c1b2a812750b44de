from __future__ import annotations

from pathlib import Path

from toolkit.discovery.tables import declaring_modules


def test_modules_that_declare_tables(tmp_path: Path) -> None:
    package = tmp_path / "shop"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "orders.py").write_text("class Order(Base):\n    __tablename__ = 'orders'\n")
    (package / "items.py").write_text("class Item(Base):\n    __tablename__: str = 'items'\nt = sa.Table('tags', m)\n")
    (package / "broken.py").write_text("orders = (")
    (package / "other.py").write_text("print('orders')")
    found = declaring_modules(tmp_path, {"orders", "items", "tags", "missing"})
    assert found == {"orders": "shop.orders", "items": "shop.items", "tags": "shop.items"}
