"""Copies of MySQL and MariaDB."""
