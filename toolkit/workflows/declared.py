"""The pools that the project declares, and which of them lead to the server at hand."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL

from toolkit.events import Listener, PoolsElsewhere
from toolkit.pool.leading import same_server
from toolkit.project import Project

if TYPE_CHECKING:
    from toolkit.forecast import DeclaredPool
    from toolkit.pool.declared import Declaration


def declared(project: Project) -> tuple[Declaration, ...]:
    """Raises SettingInvalid."""
    if not project.settings.pools:
        return ()
    # To read real engines takes SQLAlchemy's ORM, which a run without pools need not wait for.
    from toolkit.pool.declared import declarations

    return declarations(project.settings.pools, project.settings.directory, app=_application())


def _application() -> Any:
    """The Flask application that was loaded for env.py, which is current while the project is open; else None."""
    if "flask" not in sys.modules:
        return None
    import flask

    return flask.current_app._get_current_object() if flask.has_app_context() else None  # type: ignore[attr-defined]  # the proxy's own


def tell_elsewhere(found: Iterable[Declaration], urls: Iterable[URL], tell: Listener) -> None:
    """Say which lead to none of these databases: an engine that was read may be that of a developer's own file."""
    known = list(urls)
    pools = [one.pool for one in found if not any(at_server([one], url) for url in known)]
    if pools and known:
        tell(PoolsElsewhere(pools=tuple(pool.name for pool in pools), sources=tuple(pool.source for pool in pools)))


def at_server(found: Iterable[Declaration], url: URL) -> tuple[DeclaredPool, ...]:
    """All but those that are known to lead elsewhere: the connections of one server are counted together."""
    return tuple(one.pool for one in found if one.url is None or same_server(one.url, url) is not False)
