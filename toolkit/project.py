"""One Alembic project: its configuration, its revision files, and its env.py, which is run as it is."""

from __future__ import annotations

import inspect
import logging
import os
import warnings
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from alembic.script.revision import ResolutionError, RevisionMap
from alembic.util import CommandError, load_python_file

from toolkit import application, configuration
from toolkit.backends.register import serve_plain_urls
from toolkit.connecting import Attempts
from toolkit.errors import ApplicationUnavailable, ConfigurationMissing, ScriptsMissing
from toolkit.namesake import namesake_told
from toolkit.settings import Settings
from toolkit.silence import Silence

StepsFunction = Callable[[Any, MigrationContext], Iterable[Any]]
ConfiguredHook = Callable[[MigrationContext], None]


@dataclass(frozen=True)
class Project:
    """An opened project. ``located`` says which files configured it."""

    config: Config
    settings: Settings
    located: configuration.Located
    attempts: Attempts = field(default_factory=Attempts)
    silence: Silence = field(default_factory=Silence)

    @cached_property
    def script(self) -> ScriptDirectory:
        """The revision files. Raises ScriptsMissing where the directory or its env.py is not there."""
        location = self.config.get_alembic_option("script_location")
        directory = Path(str(location))
        # ``package:folder`` is resolved by Alembic itself.
        if ":" not in str(location) and not directory.is_dir():
            raise ScriptsMissing(
                f"The migrations directory {directory} does not exist.",
                where=", ".join(self.located.existing()),
                mend="Correct `script_location`, restore the directory, or run `tk init`.",
            )
        return ScriptDirectory.from_config(self.config)

    def reread(self, changed: Iterable[str | Path]) -> Project:
        """The same project, with those of its revision files read anew that came, went or were rewritten.

        The others are not: what a file does to the models when it is loaded, it could not do twice.
        """
        again, paths = replace(self), {Path(path).resolve() for path in changed}
        kept = [one for one in self.script.walk_revisions() if Path(one.path).resolve() not in paths]
        again.script.revision_map = RevisionMap(lambda: _scripts(kept, sorted(path for path in paths if path.exists())))
        return again

    @property
    def version_directories(self) -> tuple[Path, ...]:
        """The directories of revision files."""
        return tuple(Path(location) for location in self.script._version_locations)

    def has_revision_files(self, directory: Path) -> bool:
        """Whether a directory holds revision files, seen without importing them: they may need what env.py sets up."""
        endings = {".py", ".pyc", ".pyo"} if self.script.sourceless else {".py"}
        return any(path.suffix in endings and path.stem != "__init__" for path in directory.rglob("*"))

    def is_known(self, revision: str) -> bool:
        """Whether a revision file has this id."""
        try:
            return self.script.get_revision(revision) is not None
        except CommandError as error:
            if isinstance(error.__cause__, ResolutionError):
                return False
            raise

    def run_environment(
        self, steps: StepsFunction, *, configured: ConfiguredHook | None = None, **options: Any
    ) -> None:
        """Run env.py, which connects and calls ``steps(heads, context)`` once for each database.

        ``configured`` is called whenever env.py has configured a migration context, before any migration.
        ``options`` are those of Alembic's EnvironmentContext (as_sql, starting_rev, destination_rev, tag, ...).
        """
        if not Path(self.script.env_py_location).is_file():
            raise ScriptsMissing(
                f"The migrations directory has no env.py: {self.script.env_py_location}.",
                where=str(self.script.dir),
                mend="Restore the file, or create a new directory with `tk init` and copy its env.py.",
            )
        with EnvironmentContext(self.config, self.script, fn=steps, **options) as environment:
            if configured is not None:
                _after_configure(environment, configured)
            # Whoever mutates nothing only looks.
            with self.around_environment(), self.looking() if options.get("dont_mutate") else nullcontext():
                self.script.run_env()

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Around what changes nothing: neither a connection nor an answer is waited for for ever."""
        with self.attempts.bounded(self.settings.connect_timeout), self.silence.broken():
            yield

    @contextmanager
    def around_environment(self) -> Iterator[None]:
        """What env.py runs in, whoever runs it: connections bounded, Alembic's story untold, its lacks in words."""
        with (
            self.attempts.bounded(self.settings.connect_timeout),
            _without_alembics_own_story(self.settings.verbose),
            application.missing_application_told(),
            namesake_told(self.settings.directory),
        ):
            yield


def _scripts(loaded: Sequence[Script], paths: Sequence[Path]) -> list[Script]:
    found = [Script(one.module, one.revision, one.path) for one in loaded]
    for path in paths:
        module = load_python_file(path.parent, path.name)
        found.append(Script(module, module.revision, str(path)))
    return found


@contextmanager
def opened(settings: Settings, command: str, **options: Any) -> Iterator[Project]:
    """Open the project that the settings lead to. ``options`` are those that env.py finds in ``cmd_opts``."""
    serve_plain_urls()
    with ExitStack() as stack:
        located, app = _located(settings, stack)
        arguments = _arguments(settings, command, options)
        config = configuration.read(located, settings, arguments)
        scripts, is_flask_layout = _scripts_directory(config), located.scripts is not None
        if app is None:
            needed = application.is_needed(scripts, os.environ, is_flask_layout=is_flask_layout)
            app = stack.enter_context(application.application(settings, os.environ, needed=needed))
        own = application.flask_migrate_config(app, located.scripts, arguments)
        if own is not None:
            configuration.complete(own, located, settings)
        stack.enter_context(application.missing_application_told())
        stack.enter_context(_warnings_that_are_errors())
        yield Project(config=own or config, settings=settings, located=located)


def _located(settings: Settings, stack: ExitStack) -> tuple[configuration.Located, Any | None]:
    """The configuration; where none is found, the one that a Flask application names, and that application."""
    try:
        return configuration.locate(settings, os.environ), None
    except ConfigurationMissing as missing:
        if settings.config or not application.is_promised(settings, os.environ):
            raise
        try:
            app = stack.enter_context(application.application(settings, os.environ, needed=True))
        except ApplicationUnavailable as unavailable:
            if settings.app:
                raise
            missing.why = f"The Flask application, which may name a directory, could not be loaded: {unavailable.why}"
            raise missing from unavailable
        scripts = application.migrations_directory(app)
        if scripts is None or not (settings.directory / scripts).is_dir():
            raise
        return configuration.locate(replace(settings, scripts=scripts), os.environ), app


def _arguments(settings: Settings, command: str, options: dict[str, Any]) -> Namespace:
    """What ``alembic`` would have parsed: env.py files do look at it."""
    from alembic import command as commands

    function = getattr(commands, command)
    # As Alembic's own parser does it: what has a default is an option, and the first parameter is the Config.
    parameters = list(inspect.signature(function).parameters.values())[1:]
    positional = [item.name for item in parameters if item.default is item.empty]
    keywords = [item.name for item in parameters if item.default is not item.empty]
    if command == "stamp":
        positional = ["revisions"]  # as the command line calls it
    return Namespace(
        config=list(settings.config) or None,
        name=settings.section,
        x=list(settings.arguments) or None,
        raiseerr=settings.traceback,
        quiet=settings.quiet,
        cmd=(function, positional, keywords),
        **options,
    )


def _scripts_directory(config: Config) -> Path | None:
    location = config.get_alembic_option("script_location")
    return Path(str(location)) if location and ":" not in str(location) else None


def _after_configure(environment: EnvironmentContext, hook: ConfiguredHook) -> None:
    original = environment.configure

    def configure(*args: Any, **kwargs: Any) -> None:
        original(*args, **kwargs)
        hook(environment.get_context())

    # On the instance: the alembic.context proxy looks the method up there, and a subclass is not seen.
    environment.configure = configure  # type: ignore[method-assign]  # that is the point


@contextmanager
def _warnings_that_are_errors() -> Iterator[None]:
    """Two things that Alembic only warns of leave no history to work with."""
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message=r"Revision \S+ is present more than once")
        warnings.filterwarnings("error", message=r"Revision .* referenced from .* is not present")
        yield


@contextmanager
def _without_alembics_own_story(verbose: bool) -> Iterator[None]:
    """Keep "Running upgrade ..." of Alembic's logger off the screen, where tk tells the same, better.

    A filter outlives the ``fileConfig`` of env.py; levels and handlers do not.
    """
    loggers = [logging.getLogger(name) for name in ("alembic.runtime.migration", "alembic.runtime.plugins")]

    def is_news(record: logging.LogRecord) -> bool:
        return record.levelno > logging.INFO or verbose

    for logger in loggers:
        logger.addFilter(is_news)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeFilter(is_news)
