def render_item(kind: str, item: Any, autogen_context: AutogenContext) -> Literal[False]:
    """Have new revisions import the types that are not SQLAlchemy's own: Alembic names them by their modules."""
    module = type(item).__module__
    if kind == "type" and module.partition(".")[0] != "sqlalchemy":
        autogen_context.imports.add(f"import {module}")
    return False
