"""The trash of MySQL and MariaDB: tables and columns renamed in place."""
