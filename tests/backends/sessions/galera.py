"""Two nodes of MariaDB that replicate to each other, and both take writes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.backends.sessions.others import absent, free_port, private_server
from tests.servers import debian
from tests.servers.cache import installing
from tests.servers.errors import ServerAbsent
from tests.servers.private_server import PrivateServer

_LIBRARIES = ("/usr/lib/galera/libgalera_smm.so", "/usr/lib64/galera-4/libgalera_smm.so", "/usr/lib/libgalera_smm.so")

# How a node that joins gets the data of the other one. The server's own ways need programs of its full package.
# https://galeracluster.com/library/documentation/scriptable-sst.html
_TRANSFER = """#!/bin/sh
shared='{shared}'
while [ $# -gt 0 ]; do
  case "$1" in --role) role=$2; shift;; --gtid) position=$2; shift;; --datadir) data=$2; shift;; esac
  shift
done
if [ "$role" = joiner ]; then
  rm -rf "$shared/position" "$shared/copy"
  echo "ready 127.0.0.1:4444/tk"
  until [ -s "$shared/position" ]; do sleep 0.1; done
  cd "$shared/copy" && rm -f galera.cache grastate.dat gvwstate.dat tables_flushed
  for name in *; do rm -rf "$data/$name"; cp -a "$name" "$data/"; done
  cat "$shared/position"
else
  rm -f "$data/tables_flushed"
  echo "flush tables"
  until [ -e "$data/tables_flushed" ]; do sleep 0.1; done
  cp -a "$data" "$shared/copy" && rm -f "$data/tables_flushed"
  echo "$position 0" > "$shared/new" && mv "$shared/new" "$shared/position"
  echo "done $position"
fi
"""


@contextmanager
def cluster(directory: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, str]]:
    """The URLs of the two. The directory is for what they hand over."""
    script = directory / "wsrep_sst_tk"
    script.write_text(_TRANSFER.format(shared=directory))
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(directory), prepend=":")
    first_port = free_port()
    with _node("one", first_port, "gcomm://") as first:
        # It must be there for the other one to join it.
        url = first.url
        with _node("two", free_port(), f"gcomm://127.0.0.1:{first_port}") as second:
            yield url, second.url


def _node(name: str, port: int, joined: str) -> PrivateServer:
    settings = f"gmcast.listen_addr=tcp://127.0.0.1:{port};ist.recv_addr=127.0.0.1:{free_port()};gcache.size=8M"
    return private_server(
        "mariadb",
        "--wsrep-on=ON",
        f"--wsrep-provider={_library()}",
        f"--wsrep-provider-options={settings}",
        f"--wsrep-cluster-address={joined}",
        f"--wsrep-node-name={name}",
        "--wsrep-node-address=127.0.0.1",
        "--wsrep-sst-method=tk",
        "--binlog-format=ROW",
        "--innodb-autoinc-lock-mode=2",
    )


def _library() -> str:
    with installing():
        if (found := _found()) is None:
            try:
                debian.install_packages("galera-4")
            except ServerAbsent as absence:
                absent(f"No cluster: {absence}")
            found = _found()
    return found or absent("No cluster: the package galera-4 has no library where it is looked for.")


def _found() -> str | None:
    return next((library for library in _LIBRARIES if Path(library).exists()), None)
