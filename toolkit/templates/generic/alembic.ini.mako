# Alembic's configuration; https://alembic.sqlalchemy.org/en/latest/tutorial.html#editing-the-ini-file has every option.

[${section}]
<%include file="/shared/paths.ini" args="script_location=script_location, roots=roots"/>
<%include file="/shared/url.ini" args="url=url"/>

<%include file="/shared/logging.ini"/>\
