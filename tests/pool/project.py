"""A project with engines of every kind, to read pools from. Nothing listens where its URLs lead."""

from __future__ import annotations

import itertools
from pathlib import Path

DATABASE = """
import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.ext import asyncio as sa_async
from sqlalchemy.pool import AsyncAdaptedQueuePool, NullPool, QueuePool, StaticPool

URL = "postgresql+psycopg://shop:S3cr3t@db.invalid:5432/shop"
engine = sa.create_engine(URL, pool_size=7, max_overflow=3, pool_timeout=11, pool_recycle=1800, pool_pre_ping=True)
defaults = sa.create_engine(URL)
endless = sa.create_engine(URL, pool_size=0)
unlimited = sa.create_engine(URL, max_overflow=-1)
patient = sa.create_engine(URL, pool_timeout=None)
null = sa.create_engine(URL, poolclass=NullPool)
static = sa.create_engine("sqlite://", poolclass=StaticPool)
memory = sa.create_engine("sqlite://")
asynchronous = sa_async.create_async_engine("postgresql+asyncpg://shop:S3cr3t@db.invalid/shop", pool_size=4)


class OwnPool(QueuePool):
    pass


derived = sa.create_engine(URL, poolclass=OwnPool)
Session = orm.sessionmaker(engine)
Scoped = orm.scoped_session(Session)
AsyncSession = sa_async.async_sessionmaker(asynchronous)
Unbound = orm.sessionmaker()
session = Session()


class Config:
    SQLALCHEMY_ENGINE_OPTIONS = {"pool_size": 2, "max_overflow": 1, "poolclass": AsyncAdaptedQueuePool, "echo": False}
    engine = engine
    BROKEN_OPTIONS = {"pool_size": "many"}


def make_engine(size=9):
    return sa.create_engine(URL, pool_size=size)


def needs(argument):
    return engine


async def later():
    return engine


def makes_makers():
    return make_engine


def fails():
    raise ValueError(f"cannot use {URL}")


number = 3
named = {"reading": defaults, "writing": engine}
no_engines = type("Extension", (), {"engines": {}, "init_app": lambda self, app: None})()
"""

APPLICATION = """
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()


def create_app():
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = "postgresql+psycopg://shop:S3cr3t@db.invalid/shop"
    app.config["SQLALCHEMY_BINDS"] = {
        "users": {"url": "postgresql+psycopg://u:S3cr3t@db.invalid/users", "pool_size": 2}
    }
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_size": 6, "pool_pre_ping": True}
    db.init_app(app)
    return app


app = create_app()
plain = Flask("plain")
"""

_NUMBERS = itertools.count()


def write(directory: Path, text: str) -> str:
    """A module of a name that none of these tests imported before."""
    name = f"pools_{next(_NUMBERS)}"
    (directory / f"{name}.py").write_text(text)
    return name
