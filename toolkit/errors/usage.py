"""Errors of the command line, a setting, the configuration or a URL: nothing was tried."""

from __future__ import annotations

from toolkit.fault import TkError


class UsageFault(TkError):
    """The command line, a setting, the configuration or the URL in it is wrong; nothing was tried."""

    exit_code = 2


class SettingInvalid(UsageFault):
    """A setting of `[tool.tk]`, of the environment or of the command line has no such name or value.

    tk refuses to guess what was meant: a mistyped setting would otherwise be ignored in silence.

    Instead, correct the name or the value; `tk status` lists every setting and where it came from.
    """


class ConfigurationMissing(UsageFault):
    """No Alembic configuration was found where tk looked for it.

    tk reads `alembic.ini`, `[tool.alembic]` of pyproject.toml, or Flask-Migrate's `migrations/alembic.ini`.

    Instead, change to the project's directory, name the file with `-c FILE`, or run `tk init`.
    """


class ConfigurationUnreadable(UsageFault):
    """The Alembic configuration exists, and it cannot be read.

    In alembic.ini a percent sign starts an interpolation, so one in a password must be doubled.

    Instead, correct the line that the message names.
    """


class ScriptsMissing(UsageFault):
    """The migrations directory, or its env.py, is not where the configuration says.

    Without env.py nothing knows how to connect.

    Instead, correct `script_location`, restore the directory, or run `tk init`.
    """


class ApplicationUnavailable(UsageFault):
    """The application that env.py needs could not be loaded.

    The env.py of Flask-Migrate reads the URL and the models from the current Flask application.

    Instead, name it with `--app package:create_app`, FLASK_APP or `app` in `[tool.tk]`.
    """


class UrlInvalid(UsageFault):
    """The database URL cannot be understood, or names a dialect that does not exist.

    Characters such as `@`, `/`, `:` and `%` in a password must be percent-encoded.

    Instead, write it as `dialect+driver://user:password@host:port/database`.
    """


class DriverMissing(UsageFault):
    """The database driver that the URL names is not installed.

    SQLAlchemy loads the driver by the part after `+` in the URL.

    Instead, install it into the same environment as tk, or name another driver in the URL.
    """


class TargetInvalid(UsageFault):
    """The revision asked for does not exist, is ambiguous, or cannot be reached from here.

    Alembic accepts full and partial revision ids, `head`, `heads`, `base`, branch labels, `branch@head`, and
    relative targets such as `+1`, `-1` and `ae10+2`.

    Instead, look the revision up with `tk history` or `tk heads`.
    """


class MultipleHeads(UsageFault):
    """The history has several heads, so `head` does not say which one.

    Two people created a revision on the same parent, or the project keeps several branches.

    Instead, join them with `tk merge heads`, or name one: `tk migrate BRANCH@head`, `tk migrate heads`.
    """


class MetadataMissing(UsageFault):
    """env.py gives Alembic no `target_metadata`, so there are no models to compare with.

    Comparison and autogenerate need the MetaData of the models.

    Instead, pass `target_metadata=Base.metadata` to `context.configure` in env.py. Where there are no models, check the
    rest: `tk check --live --migrations`.
    """


class TemplateUnavailable(UsageFault):
    """`tk init` was asked for a template that does not exist, or for a directory that is in use.

    Writing into a directory that holds files could overwrite them.

    Instead, choose from `tk list-templates`, and an empty or new directory.
    """


class CommandRefused(UsageFault):
    """The options do not go together, or the command cannot do this here.

    The message says which options and why.

    Instead, leave one of them out; `tk COMMAND --help` lists them.
    """


class ShadowUnavailable(UsageFault):
    """No shadow database could be made: the user may not create databases there, or the server has none.

    What needs one was not tried, and nothing was changed.

    Instead, run the GRANT that the message shows, or set `shadow_url` to a server where the user may.
    """
