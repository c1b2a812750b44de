"""The real database servers under the tests.

`python -m tests.servers` starts them and keeps them until Ctrl-C;
`python -m tests.servers run -- COMMAND` starts them around one command;
the fixtures in `tests/conftest.py` start those that are asked for and not running yet.

The path of a server, with one finger: `servers.py` asks the environment for a URL, else has its
recipe (`mariadb.py`, `mysql.py`, `postgresql.py`) installed, and launches a keeper. `keeper.py` is a
process of its own: it makes a temporary directory, initialises and starts the server there, and
takes both away when its starter ends, however that happens.
"""
