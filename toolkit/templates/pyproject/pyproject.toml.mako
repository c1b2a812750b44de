# Every option: https://alembic.sqlalchemy.org/en/latest/tutorial.html#using-pyproject-toml-for-configuration
[tool.alembic]
script_location = ${quoted(script_location)}
# Where env.py and the revisions import the application from.
prepend_sys_path = [${", ".join(quoted(root) for root in roots)}]
