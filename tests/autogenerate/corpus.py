"""Pairs of schemas, and what of one has only another name in the other: what a recogniser of renames is measured on.

A table is written as ``name: column type, column type! -> parent``: ``!`` for NOT NULL, ``->`` for a foreign key, ``*``
for an index. A case has the tables before, those after, and the renames that a person would say there are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from tests.catalog.made import catalog, column, table
from toolkit.catalog.members import ForeignKey, Index, IndexPart, PrimaryKey
from toolkit.catalog.values import Catalog, Table

_COLUMN = re.compile(
    r"(?P<name>\w+) (?P<type>[\w]+(?:\([\d,]+\))?)(?P<marks>[!*]*)(?: -> (?P<parent>\w+))?(?: '(?P<told>[^']*)')?"
)


@dataclass(frozen=True)
class Case:
    """One difference."""

    before: str
    after: str
    renames: tuple[str, ...] = ()

    @property
    def sides(self) -> tuple[Catalog, Catalog]:
        """Both schemas."""
        return _catalog(self.before), _catalog(self.after)


def _catalog(text: str) -> Catalog:
    return catalog(*(_table(line.strip()) for line in text.split(";") if line.strip()), backend="postgresql")


def _table(line: str) -> Table:
    name, _, rest = line.partition(":")
    parts = [found for text in re.split(r",(?![\d ]*\))", rest) if (found := _COLUMN.fullmatch(text.strip()))]
    columns = [
        column("id", "integer", nullable=False),
        *(column(one["name"], one["type"], nullable="!" not in one["marks"], comment=one["told"]) for one in parts),
    ]
    keys = tuple(
        ForeignKey(
            name=None,
            columns=(one["name"],),
            referred_schema=None,
            referred_table=one["parent"],
            referred_columns=("id",),
        )
        for one in parts
        if one["parent"]
    )
    indexes = tuple(
        Index(name=f"ix_{name}_{one['name']}", parts=(IndexPart(column=one["name"]),))
        for one in parts
        if "*" in one["marks"]
    )
    key = PrimaryKey(name=None, columns=("id",))
    return replace(table(name.strip(), *columns), foreign_keys=keys, indexes=indexes, primary_key=key)


ORDERS = "orders: customer_id integer! -> customers, note varchar(200), total numeric(10,2)!, status varchar(20)!, created_at timestamp!"
USERS = "users: email varchar(120)!*, name varchar(80), phone varchar(40), city varchar(60), is_active boolean!, created_at timestamp!"
_EVERY = "created_at timestamp, updated_at timestamp, uuid varchar(36), name varchar(255)"
_MODEL = (
    "flavor_id varchar(255), keypair_id varchar(255), image_id varchar(255), external_network_id varchar(255), "
    "dns_nameserver varchar(255), apiserver_port integer"
)
_MORE = (
    "project_id varchar(255), user_id varchar(255), fixed_network varchar(255), fixed_subnet varchar(255), "
    "network_driver varchar(255), volume_driver varchar(255), coe varchar(255), http_proxy varchar(255), "
    "https_proxy varchar(255), no_proxy varchar(255), server_type varchar(255), tags varchar(255), labels text, "
    "registry_enabled boolean, tls_disabled boolean, public boolean, hidden boolean, docker_volume_size integer"
)
NODES = f"node: {_EVERY}, type varchar(20), ironic_node_id varchar(36); pod: {_EVERY}, body text, status varchar(255)"
POSTS = "posts: title varchar(200)!, body text, author_id integer -> users, published_at timestamp, views integer!"


def _same(base: str, *exchanges: tuple[str, str], renames: tuple[str, ...] = ()) -> Case:
    after = base
    for old, new in exchanges:
        assert old in after, (old, after)
        after = after.replace(old, new, 1)
    return Case(base, after, renames)


def _column(base: str, old: str, new: str, *more: tuple[str, str]) -> Case:
    """A column that has another name, whatever else changes of it."""
    name = base.partition(":")[0]
    return _same(base, (f" {old} ", f" {new} "), *more, renames=(f"{name}.{old}={name}.{new}",))


def _moved(base: str, gone: str, new: str, renames: tuple[str, ...] = ()) -> Case:
    """One definition goes, another stands at the end."""
    assert gone in base
    after = base.replace(f" {gone},", "", 1) if f" {gone}," in base else base.replace(f", {gone}", "", 1)
    return Case(base, f"{after}, {new}", renames)


TRUE: Mapping[str, Case] = {
    "a synonym": _column(ORDERS, "note", "remark"),
    "another word": _column(ORDERS, "note", "comment"),
    "a clearer word": _column(ORDERS, "total", "amount"),
    "a longer name": _column(ORDERS, "total", "total_amount"),
    "a shorter name": _column(ORDERS, "created_at", "created"),
    "a key": _column(ORDERS, "customer_id", "client_id"),
    "a key with a role": _column(ORDERS, "customer_id", "buyer_id"),
    "a state": _column(ORDERS, "status", "state"),
    "when": _column(ORDERS, "created_at", "placed_at"),
    "an address": _column(USERS, "email", "mail"),
    "with an index": _column(USERS, "email", "login"),
    "a full name": _column(USERS, "name", "full_name"),
    "a display name": _column(USERS, "name", "display_name"),
    "a number": _column(USERS, "phone", "phone_number"),
    "another word for a number": _column(USERS, "phone", "telephone"),
    "a town": _column(USERS, "city", "town"),
    "a flag": _column(USERS, "is_active", "active"),
    "a flag in other words": _column(USERS, "is_active", "enabled"),
    "a headline": _column(POSTS, "title", "headline"),
    "a text": _column(POSTS, "body", "content"),
    "an author": _column(POSTS, "author_id", "user_id"),
    "a writer": _column(POSTS, "author_id", "written_by"),
    "another moment": _column(POSTS, "published_at", "released_at"),
    "a count": _column(POSTS, "views", "view_count"),
    "hits": _column(POSTS, "views", "hits"),
    "camel case": Case(
        "t: userName varchar(50)!, x integer", "t: user_name varchar(50)!, x integer", ("t.userName=t.user_name",)
    ),
    "a mistake in writing": _same(
        ORDERS.replace("status", "statsu"), ("statsu", "status"), renames=("orders.statsu=orders.status",)
    ),
    "a prefix": Case(
        "t: usr_mail text, usr_age integer", "t: mail text, age integer", ("t.usr_mail=t.mail", "t.usr_age=t.age")
    ),
    "moved to the end": _moved(
        USERS, "phone varchar(40)", "phone_number varchar(40)", ("users.phone=users.phone_number",)
    ),
    "moved, with a comment": Case(
        "t: a varchar(9) 'the code', b integer, c integer",
        "t: b integer, c integer, code varchar(9) 'the code'",
        ("t.a=t.code",),
    ),
    "moved, in other words": _moved(USERS, "city varchar(60)", "place varchar(60)", ("users.city=users.place",)),
    "a synonym, last": Case(
        "t: a text, b integer, note text", "t: a text, b integer, remark text", ("t.note=t.remark",)
    ),
    "a longer name, last": _column("t: a text, b integer, phone text", "phone", "phone_number"),
    "two at once": _same(
        ORDERS,
        (" note ", " remark "),
        (" status ", " state "),
        renames=("orders.note=orders.remark", "orders.status=orders.state"),
    ),
    "two neighbours": _same(
        USERS,
        (" phone ", " telephone "),
        (" city ", " town "),
        renames=("users.phone=users.telephone", "users.city=users.town"),
    ),
    "three at once": _same(
        POSTS,
        (" title ", " headline "),
        (" body ", " content "),
        (" views ", " hits "),
        renames=("posts.title=posts.headline", "posts.body=posts.content", "posts.views=posts.hits"),
    ),
    "a longer type": _column(ORDERS, "note", "remark", ("remark varchar(200)", "remark text")),
    "a wider number": _column(POSTS, "views", "view_count", ("view_count integer", "view_count bigint")),
    "cents": _column(ORDERS, "total", "total_cents", ("total_cents numeric(10,2)", "total_cents bigint")),
    "a longer name, NULL no more": _column(
        USERS, "name", "full_name", ("full_name varchar(80)", "full_name varchar(200)!")
    ),
    "a flag that was a number": Case("t: is_paid smallint!, x text", "t: paid boolean!, x text", ("t.is_paid=t.paid",)),
    "a moment that was a date": Case(
        "t: born date, x text", "t: birth_date timestamp, x text", ("t.born=t.birth_date",)
    ),
    "beside a new one": _same(
        ORDERS,
        (" note ", " remark "),
        ("created_at", "paid_at timestamp, created_at"),
        renames=("orders.note=orders.remark",),
    ),
    "beside one that goes": _same(
        ORDERS, (" note ", " remark "), (", status varchar(20)!", ""), renames=("orders.note=orders.remark",)
    ),
    "a table": _same(ORDERS, ("orders:", "purchases:"), renames=("orders=purchases",)),
    "a table in the plural": _same(USERS.replace("users:", "user:"), ("user:", "users:"), renames=("user=users",)),
    "a table in other words": _same(POSTS, ("posts:", "articles:"), renames=("posts=articles",)),
    "a table with a prefix": _same(USERS, ("users:", "auth_users:"), renames=("users=auth_users",)),
    "a table and a column more": _same(
        ORDERS,
        ("orders:", "purchases:"),
        ("created_at", "paid_at timestamp, created_at"),
        renames=("orders=purchases",),
    ),
    "a table and a column less": _same(
        USERS, ("users:", "people:"), (", city varchar(60)", ""), renames=("users=people",)
    ),
    "a small table": Case("tag: label varchar(30)!; x: a text", "tags: label varchar(30)!; x: a text", ("tag=tags",)),
    "a table that grew": Case(
        f"baymodel: {_EVERY}, {_MODEL}; {NODES}",
        f"cluster_template: {_EVERY}, {_MODEL}, {_MORE}; {NODES}",
        ("baymodel=cluster_template",),
    ),
    "a small table that grew": Case(
        f"customer: email text!, phone text, city text, vat_id text; {USERS}",
        f"client: email text!, phone text, city text, vat_id text, iban text, bic text, terms text, rating integer; {USERS}",
        ("customer=client",),
    ),
    "a table that shrank": Case(f"item: {_MODEL}, {_MORE}; {USERS}", f"product: {_MODEL}; {USERS}", ("item=product",)),
    "two tables": Case(
        f"{USERS}; {POSTS}",
        f"{USERS}; {POSTS}".replace("users:", "members:").replace("posts:", "articles:"),
        ("users=members", "posts=articles"),
    ),
}
"""There is a rename."""

FALSE: Mapping[str, Case] = {
    "only one that goes": _same(ORDERS, (" note varchar(200),", "")),
    "only one that is new": _same(ORDERS, ("created_at", "paid_at timestamp, created_at")),
    "another type": _moved(ORDERS, "note varchar(200)", "paid_at timestamp"),
    "a key for a text": _moved(ORDERS, "note varchar(200)", "agent_id integer -> agents"),
    "a flag for a number": _moved(POSTS, "views integer!", "is_pinned boolean!"),
    "a fax and a site": _moved(USERS, "phone varchar(40)", "website varchar(200)"),
    "a city and a language": _moved(USERS, "city varchar(60)", "language varchar(8)"),
    "a text and a summary": _moved(POSTS, "title varchar(200)!", "summary text"),
    "a count and a key": _moved(POSTS, "views integer!", "category_id integer -> categories"),
    "a key and another": _moved(POSTS, "author_id integer -> users", "category_id integer -> categories"),
    "a key and another in its place": _same(POSTS, ("author_id integer -> users", "blog_id integer -> blogs")),
    "a number and a price": _moved("t: size integer, x text, y text", "size integer", "price numeric(10,2)"),
    "an indexed one and a plain one": _moved(USERS, "email varchar(120)!*", "biography varchar(500)"),
    "told apart by comments": _same(
        "t: a varchar(9) 'old code', b integer", ("a varchar(9) 'old code'", "z varchar(9) 'colour'")
    ),
    "a moment and a date": _moved(POSTS, "published_at timestamp", "expires date"),
    "a blob and a document": Case("t: raw bytea, x text", "t: parsed jsonb, x text"),
    "a text in its place with another type": _same(USERS, ("phone varchar(40)", "age integer")),
    "a table and another": Case(f"{ORDERS}; {USERS}", f"{USERS}; {POSTS}"),
    "a small table and another": Case(
        f"colour: rgb varchar(7)!; {USERS}", f"currency: code char(3)!, digits integer; {USERS}"
    ),
    "small tables that look alike": Case(
        f"tag: name varchar(30)!; kind: name varchar(30)!; {USERS}",
        f"kind: name varchar(30)!; country: name varchar(30)!; {USERS}",
    ),
    "a table of logs": Case(
        f"audit: at timestamp, who integer, what text; {USERS}",
        f"invoice: number text, paid boolean, due date; {USERS}",
    ),
    "several for several": Case(
        "deployment: created timestamp!, name varchar(80)!, flow_data json, schedule json, is_schedule_active boolean!, "
        "tags json!, parameters json!, flow_id integer! -> flow",
        "deployment: created timestamp!, name varchar(80)!, version varchar(20), path varchar(80), "
        "flow_id integer! -> flow, paused boolean!, tags json!, parameters json!, pull_steps json, created_by json",
    ),
    "a document for another, both last": _same(
        "t: a text, b integer, flow_data json", ("flow_data json", "pull_steps json")
    ),
    "a flag for another, both last": _same("t: a text, is_hidden boolean!", ("is_hidden", "wants_mail")),
    "a text for another, both last": _same("t: a text, fax varchar(40)", ("fax", "slug")),
    "a small table and a large one that has its columns": Case(
        f"container: {_EVERY}, image_id varchar(255); baymodel: {_EVERY}, {_MODEL}; {NODES}",
        f"baymodel: {_EVERY}, {_MODEL}; cluster_template: {_EVERY}, image_id varchar(255), {_MORE}; {NODES}",
    ),
    "two keys that a larger table has too": Case(
        f"seen: user_id integer -> users, post_id integer -> posts; {USERS}; {POSTS}",
        f"comments: user_id integer -> users, post_id integer -> posts, body text, spam boolean; {USERS}; {POSTS}",
    ),
    "first and last": _moved(
        "t: first_name varchar(50), x integer, y integer", "first_name varchar(50)", "nickname varchar(50)"
    ),
    "one flag for another": _moved(
        "t: is_a boolean!, x integer, y integer, z text", "is_a boolean!", "wants_mail boolean!"
    ),
}
"""There is none."""
