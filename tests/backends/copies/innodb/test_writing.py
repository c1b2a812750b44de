from __future__ import annotations

from toolkit.backends.copies.innodb.reading import Shown, TriggerRow
from toolkit.backends.copies.innodb.writing import InnoDBDefinition, Writer

WRITER = Writer(database="shop", others=["office"], folds=False)
ROW = TriggerRow("t", "orders", "BEFORE", "INSERT", "SET @a = 1", "ANSI_QUOTES", "latin1_bin")


def _own(definition: object) -> InnoDBDefinition:
    assert isinstance(definition, InnoDBDefinition)
    return definition


def test_a_trigger_is_put_together() -> None:
    definition = _own(WRITER.trigger(ROW, "DELETE FROM shop.log", None))
    assert definition.sql == "CREATE TRIGGER `t` BEFORE INSERT ON `orders` FOR EACH ROW DELETE FROM log"
    assert (definition.sql_mode, definition.collation) == ("ANSI_QUOTES", "latin1_bin")
    assert definition.why_not is None


def test_the_live_database_itself_is_another_one() -> None:
    # Where its name may be an alias, it is not taken away.
    definition = _own(WRITER.trigger(ROW, "DELETE shop FROM shop.log shop", None))
    assert definition.why_not == "it leads to the database shop"


def test_another_database_is_found_in_every_kind() -> None:
    view = Shown(name="v", kind="VIEW", text="CREATE VIEW `v` AS select `office`.`a`.`x` AS `x` from `office`.`a`")
    procedure = Shown(name="p", kind="PROCEDURE", text="CREATE PROCEDURE `p`() DELETE FROM office.a")
    plain = Shown(name="p", kind="PROCEDURE", text="CREATE PROCEDURE `p`() SET @a = 'FROM office.a'")
    assert _own(WRITER.view(view)).why_not == "it leads to the database office"
    assert _own(WRITER.routine(procedure)).why_not == "it leads to the database office"
    assert _own(WRITER.routine(plain)).why_not is None


def test_a_table_whose_rows_are_elsewhere_is_not_made() -> None:
    text = "CREATE TABLE `t` (\n  `a` int\n) ENGINE=FEDERATED CONNECTION='mysql://there/x'"
    definition, *others = WRITER.table(Shown(name="t", kind="TABLE", text=text), None)
    assert others == []
    assert _own(definition).why_not == "its engine FEDERATED would write where the live one does"


def test_a_foreign_key_elsewhere_stands_apart() -> None:
    text = "CREATE TABLE `t` (\n  `a` int,\n  CONSTRAINT `k` FOREIGN KEY (`a`) REFERENCES `office`.`u` (`id`)\n) ENGINE=InnoDB"
    table, key = WRITER.table(Shown(name="t", kind="TABLE", text=text), "Compact")
    assert table.sql == "CREATE TABLE `t` (\n  `a` int\n) ENGINE=InnoDB ROW_FORMAT=Compact"
    assert _own(table).why_not is None
    assert key.what == "foreign key k of table t"
    assert key.sql == "ALTER TABLE `t` ADD CONSTRAINT `k` FOREIGN KEY (`a`) REFERENCES `office`.`u` (`id`)"
    assert _own(key).why_not == "it leads to the database office"


def test_what_could_not_be_read_is_not_made() -> None:
    shown = Shown(name="v", kind="VIEW", why_not="SHOW VIEW command denied")
    assert _own(WRITER.view(shown)).why_not == "SHOW VIEW command denied"
