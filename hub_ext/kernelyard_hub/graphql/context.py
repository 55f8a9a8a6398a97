"""What resolvers share: who asks, of which site, what was selected, and reads that siblings have in
common."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from ariadne import ObjectType
from graphql import FieldNode, FragmentSpreadNode, GraphQLResolveInfo, InlineFragmentNode, SelectionSetNode
from sqlalchemy import Connection

from .. import access
from ..errors import ApiError, Forbidden, ServerFrozen
from ..principal import Principal
from ..site import Site
from ..store import settings
from .frozen import goes_on

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(slots=True)
class Context:
    """One request. Resolvers get it first, then what was selected, then their arguments."""

    site: Site
    who: Principal
    _shared: dict[tuple[Any, ...], asyncio.Future[Any]] = field(default_factory=dict)

    async def read(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a listing over one snapshot of the store."""
        return await self.site.store.read(lambda conn: work(conn, *args, **kwargs))

    async def once(self, key: tuple[Any, ...], load: Callable[[], Awaitable[T]]) -> T:
        """Load what several siblings need together; the first that asks does it for all of them."""
        if key not in self._shared:
            self._shared[key] = asyncio.ensure_future(load())
        # A sibling that is cancelled must not take the read away from the others.
        result: T = await asyncio.shield(self._shared[key])
        return result


Info = GraphQLResolveInfo[Context]
queries = ObjectType("Queries")
mutations = ObjectType("Mutations")
Resolver = Callable[..., Awaitable[Any]]


def query(name: str) -> Callable[[Resolver], Resolver]:
    """Make a coroutine ``(context, fields, **arguments)`` the root field ``name``, which is the operation
    ``gql.<name>`` of the access table. ``fields`` are the names selected in the object, or in a list's
    ``items``."""

    def register(resolver: Resolver) -> Resolver:
        @wraps(resolver)
        async def resolve(_: Any, info: Info, **arguments: Any) -> Any:
            context = info.context
            _allow(f"gql.{name}", context.who)
            return await resolver(context, selected(info), **arguments)

        queries.set_field(name, resolve)
        return resolver

    return register


def mutation(name: str, *, tells: bool = True) -> Callable[[Resolver], Resolver]:
    """Make a coroutine ``(context, **arguments)`` the root field ``name`` of mutations. It returns the fields
    beside ``ok`` and ``msg``. What cannot be done is an answer with ``ok: false``, for those that do not
    ``tell`` so an error; what is not allowed is always an error, as for queries. While the service is frozen,
    only what takes rights away goes on."""

    def register(resolver: Resolver) -> Resolver:
        @wraps(resolver)
        async def resolve(_: Any, info: Info, **arguments: Any) -> Any:
            _allow(f"gql.{name}", info.context.who)
            if not goes_on(name, arguments) and await info.context.read(settings.frozen):
                raise ServerFrozen()
            try:
                more = await resolver(info.context, **arguments)
            except ApiError as error:
                if not tells or error.status >= 500 or isinstance(error, Forbidden):
                    raise
                return {"ok": False, "msg": error.message or error.title}
            return {"ok": True, "msg": "success", **(more or {})}

        mutations.set_field(name, resolve)
        return resolver

    return register


def _allow(operation: str, who: Principal) -> None:
    """The access table, with the words of the original server for what it refuses."""
    try:
        access.allow(operation, who)
    except Forbidden:
        rule = access.TABLE.get(operation)
        if rule is not None and rule.need is access.Need.ADMIN:
            raise Forbidden(title="Insufficient privilege.") from None
        if rule is not None and rule.need is access.Need.SUPERADMIN:
            raise Forbidden("superadmin privilege required") from None
        raise


def selected(info: Info) -> frozenset[str]:
    """Names of the fields selected in the object that a resolver answers; of a page, those of its
    ``items``."""
    found: set[str] = set()
    for node in info.field_nodes:
        for inner in _fields(info, node.selection_set):
            if inner.name.value == "items":
                found.update(item.name.value for item in _fields(info, inner.selection_set))
            else:
                found.add(inner.name.value)
    return frozenset(found)


def _fields(info: Info, selection_set: SelectionSetNode | None) -> Iterable[FieldNode]:
    for node in selection_set.selections if selection_set is not None else ():
        if isinstance(node, FieldNode):
            yield node
        elif isinstance(node, InlineFragmentNode):
            yield from _fields(info, node.selection_set)
        elif isinstance(node, FragmentSpreadNode):
            yield from _fields(info, info.fragments[node.name.value].selection_set)


def siblings(rows: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    """Let every row know the keys of all rows of its list, so that nested fields are read for all of them
    at once."""
    keys = tuple({row[key]: None for row in rows})
    for row in rows:
        row["_siblings"] = keys
    return rows
