"""The catalog of MariaDB."""
