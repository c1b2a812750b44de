from __future__ import annotations

import pytest

from toolkit.backends.shadows.innodb_names import moved, stranger_in


@pytest.mark.parametrize(
    ("statement", "stranger"),
    [
        ("INSERT INTO shop.orders VALUES (1)", "shop"),
        ("ALTER TABLE `Shop`.`orders` ADD x INT", "shop"),
        ("SELECT * FROM a JOIN shop . orders o ON a.id = o.id", "shop"),
        ("CREATE TABLE t (x INT, FOREIGN KEY (x) REFERENCES shop.orders (id))", "shop"),
        ("CREATE INDEX ix ON shop.orders (x)", "shop"),
        ("DROP TABLE IF EXISTS shop.orders", "shop"),
        ("use shop", "shop"),
        ("DROP TABLE a, shop.orders", "shop"),
        ("LOCK TABLES a READ, shop.orders WRITE", "shop"),
        ("UPDATE a, shop.orders SET shop.orders.x = 1", "shop"),
        ("DELETE shop.orders FROM a JOIN shop.orders USING (x)", "shop"),
        ("REPLACE shop.orders VALUES (1)", "shop"),
        ("INSERT shop.orders SELECT 1", "shop"),
        ("CREATE DEFINER=`a`@`b` PROCEDURE shop.p() SELECT 1", "shop"),
        ("CREATE FUNCTION shop.f() RETURNS INT RETURN 1", "shop"),
        ("CALL shop.p()", "shop"),
        ("SELECT shop.f(1)", "shop"),
        ("ALTER DATABASE shop COLLATE latin1_bin", "shop"),
        ('DELETE FROM "shop".orders', "shop"),
        ('ALTER TABLE a RENAME "shop" . "orders"', "shop"),
        ("/*!40000 DELETE FROM shop.orders */", "shop"),
        ("/*M! DELETE FROM shop.orders */", "shop"),
        ("PREPARE s FROM 'DROP TABLE shop.orders'", "shop"),
        ("SET @s = 'DROP TABLE shop.orders'", "shop"),
        ("EXECUTE IMMEDIATE 'DROP TABLE shop.orders'", "shop"),
        ("SELECT '\\'' FROM shop.orders", "shop"),
        ("DELETE FROM shop.orders WHERE shop = 1", "shop"),
        ("SELECT shop.id FROM orders shop WHERE shop.id = 1", None),
        ("SELECT shop.id FROM orders AS `shop` WHERE shop.id = 1", None),
        ("UPDATE shop SET shop.a = 1", None),
        ("UPDATE a JOIN shop ON shop.id = a.id SET a.x = shop.x", None),
        ("ALTER TABLE shop ADD COLUMN x INT", None),
        ("CREATE TABLE t (x VARCHAR(9) DEFAULT 'shop.orders' COMMENT \"shop.orders\")", None),
        ("SELECT workshop.id, `my shop`.id, shops.id FROM a", None),
        ("ALTER DATABASE COLLATE latin1_bin", None),
        ("INSERT INTO notes VALUES ('copied FROM shop.orders')", None),
        ("SELECT 1 -- FROM shop.orders", None),
        ("SELECT 1 /* FROM shop.orders */", None),
        ("UPDATE orders SET a = 1", None),
    ],
)
def test_another_database_is_found_where_a_table_s_name_stands(statement: str, stranger: str | None) -> None:
    assert stranger_in(statement, ["shop", "mysql"]) == stranger


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("CREATE TABLE shop.orders (id INT)", "CREATE TABLE other.orders (id INT)"),
        ("CREATE TABLE `shop`.`orders` (id INT)", "CREATE TABLE `other`.`orders` (id INT)"),
        ('ALTER TABLE "shop" . "orders" DROP x', 'ALTER TABLE "other" . "orders" DROP x'),
        (
            "ALTER TABLE shop.a ADD FOREIGN KEY (b) REFERENCES shop.b (id)",
            "ALTER TABLE other.a ADD FOREIGN KEY (b) REFERENCES other.b (id)",
        ),
        ("CREATE INDEX i ON shop.orders (shop)", "CREATE INDEX i ON other.orders (shop)"),
        ("INSERT INTO shop.orders VALUES ('shop.orders')", "INSERT INTO other.orders VALUES ('shop.orders')"),
        ("SELECT shop.orders.id FROM shop.orders -- shop.x", "SELECT other.orders.id FROM other.orders -- shop.x"),
        ("SELECT shop.id FROM shop.shop", "SELECT shop.id FROM other.shop"),
        ("UPDATE shop SET shop.a = 1", "UPDATE shop SET shop.a = 1"),
        ("UPDATE orders SET a = 'shop.b'", "UPDATE orders SET a = 'shop.b'"),
        ("DESCRIBE `shop`.`orders`", "DESCRIBE `other`.`orders`"),
        ("SHOW FULL TABLES FROM `shop`", "SHOW FULL TABLES FROM `other`"),
        ("SHOW CREATE TABLE `shop`.`orders`", "SHOW CREATE TABLE `other`.`orders`"),
        ("SHOW TABLES LIKE 'shop'", "SHOW TABLES LIKE 'shop'"),
        ("USE shop", "USE other"),
        ("ALTER DATABASE shop COLLATE latin1_bin", "ALTER DATABASE other COLLATE latin1_bin"),
        ("SELECT workshop.id FROM workshop.orders", "SELECT workshop.id FROM workshop.orders"),
        (
            "CREATE TABLE t (a INT COMMENT 'é: shop.x'); DROP TABLE shop.t",
            "CREATE TABLE t (a INT COMMENT 'é: shop.x'); DROP TABLE other.t",
        ),
        ("PREPARE s FROM 'DROP TABLE shop.orders'", "PREPARE s FROM 'DROP TABLE shop.orders'"),
        ("DROP TABLE Shop.orders", "DROP TABLE Shop.orders"),
    ],
)
def test_a_statement_speaks_of_another_database(statement: str, expected: str) -> None:
    assert moved(statement, "shop", "other") == expected
