"""What the readers of MySQL and MariaDB share."""
