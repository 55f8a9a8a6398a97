"""Runs queries: a cache of parsed and validated documents before graphql-core's executor.

Parsing and validating a query costs several times what executing it does, and clients send the same few
texts.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from dataclasses import dataclass
from importlib import resources
from inspect import isawaitable
from typing import Any

from ariadne import make_executable_schema
from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    NoSchemaIntrospectionCustomRule,
    execute,
    specified_rules,
    validate,
)

from ..errors import ApiError
from ..principal import Principal
from ..site import Site
from . import (
    account_changes,
    accounts,
    agents,
    domains,
    images,
    policies,
    quota_scopes,
    registries,
    resource_groups,
    sessions,
    vfolders,
)
from .context import Context, mutations, queries
from .limits import read
from .scalars import SCALARS

log = logging.getLogger(__name__)

MAX_ERRORS = 20
"""Faults of one query that are told."""
CACHED_DOCUMENTS = 256
CACHED_LENGTH = 16_384
"""Longer texts are not kept."""

# Importing a noun's module registers its resolvers.
NOUNS = (
    account_changes,
    accounts,
    agents,
    domains,
    images,
    policies,
    quota_scopes,
    registries,
    resource_groups,
    sessions,
    vfolders,
)


def build_schema() -> GraphQLSchema:
    """The schema of ``schema/*.graphql`` with its resolvers; fails when the two do not fit."""
    folder = resources.files(__package__) / "schema"
    parts = sorted(
        (part for part in folder.iterdir() if part.name.endswith(".graphql")), key=lambda p: p.name
    )
    texts = [part.read_text(encoding="utf-8") for part in parts]
    return make_executable_schema(texts, queries, mutations, *SCALARS, *agents.TYPES, *accounts.TYPES)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a query came to. ``errors`` in the shape of the GraphQL specification."""

    data: dict[str, Any] | None
    errors: list[dict[str, Any]]

    def body(self) -> dict[str, Any]:
        """The response body of `/admin/gql`."""
        return {"data": self.data, "errors": self.errors} if self.errors else {"data": self.data}


class Engine:
    """The schema and its document cache. One per process is enough: it holds nothing of any request."""

    def __init__(self, *, introspection: bool = False) -> None:
        self.schema = build_schema()
        self._introspection = introspection
        self._rules = (
            list(specified_rules) if introspection else [*specified_rules, NoSchemaIntrospectionCustomRule]
        )
        self._documents: OrderedDict[str, DocumentNode] = OrderedDict()

    async def run(
        self,
        site: Site,
        who: Principal,
        text: str,
        variables: dict[str, Any] | None = None,
        operation_name: str | None = None,
    ) -> Outcome:
        """Answer one query. Raises `limits.QueryTooLarge`; every other fault is in the outcome's errors."""
        try:
            document = self._document(text)
        except _Invalid as invalid:
            return Outcome(None, [_told(error) for error in invalid.errors])
        except GraphQLError as error:
            return Outcome(None, [_told(error)])
        result = execute(
            self.schema,
            document,
            context_value=Context(site, who),
            variable_values=variables,
            operation_name=operation_name,
            hide_suggestions=not self._introspection,
        )
        if isawaitable(result):
            result = await result
        if not isinstance(result, ExecutionResult):
            raise TypeError(f"graphql-core answered a {type(result).__name__}")
        return Outcome(result.data, [_told(error) for error in result.errors or ()])

    def _document(self, text: str) -> DocumentNode:
        known = self._documents.get(text)
        if known is not None:
            self._documents.move_to_end(text)
            return known
        document = read(text)
        errors = validate(
            self.schema,
            document,
            self._rules,
            max_errors=MAX_ERRORS,
            hide_suggestions=not self._introspection,
        )
        if errors:
            raise _Invalid(errors)
        if len(text) <= CACHED_LENGTH:
            self._documents[text] = document
            if len(self._documents) > CACHED_DOCUMENTS:
                self._documents.popitem(last=False)
        return document


class _Invalid(Exception):
    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__("the query does not fit the schema")
        self.errors = errors


def _told(error: GraphQLError) -> dict[str, Any]:
    """An error as clients see it. What our own code did not foresee is for the log, not for them."""
    told: dict[str, Any] = dict(error.formatted)
    original = error.original_error
    while isinstance(original, GraphQLError) and original.original_error is not None:
        original = original.original_error
    if isinstance(original, ApiError):
        told["message"] = f"{original.title} ({original.message})" if original.message else original.title
    elif error.path is not None and original is not None and not isinstance(original, GraphQLError):
        # Without a path no field has run: a variable is not what its type says, and the message tells it.
        log.error("A GraphQL field failed: %s", error.path, exc_info=original)
        told["message"] = "Internal server error."
    return told
