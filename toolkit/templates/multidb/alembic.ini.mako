# Alembic's configuration; https://alembic.sqlalchemy.org/en/latest/tutorial.html#editing-the-ini-file has every option.

[${section}]
<%include file="/shared/paths.ini" args="script_location=script_location, roots=roots"/>
# The databases. Each has a section of its own below, and its MetaData in env.py.
databases = ${", ".join(databases)}
% for name in databases:

[${name}]
# Empty, it is the environment's DATABASE_URL_${name.upper()}. Write a literal % as %%, and keep passwords out of this file.
sqlalchemy.url =
% endfor

<%include file="/shared/logging.ini"/>\
