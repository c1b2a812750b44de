"""The servers, in the order in which they are told."""

from __future__ import annotations

from tests.servers import mariadb, mysql, postgresql
from tests.servers.recipe import Recipe

RECIPES: tuple[Recipe, ...] = (mariadb, mysql, postgresql)


def backend_name(recipe: Recipe) -> str:
    """Its module's name, so that the two cannot drift apart."""
    return recipe.__name__.rpartition(".")[2]


BACKENDS = tuple(backend_name(recipe) for recipe in RECIPES)


def recipe_for(backend: str) -> Recipe:
    """The recipe of that backend."""
    return RECIPES[BACKENDS.index(backend)]
