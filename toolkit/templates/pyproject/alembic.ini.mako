# The URL and the logging. The rest of Alembic's configuration is [tool.alembic] in pyproject.toml.

[${section}]
<%include file="/shared/url.ini" args="url=url"/>

<%include file="/shared/logging.ini"/>\
