"""What a query may cost, decided from its text before anything is validated or run (S04).

Nesting, the number of fields after fragments are spread, and the number of root fields (aliases) are
bounded, so that no text of a few kilobytes can make the service work for seconds.
"""

from __future__ import annotations

from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSyntaxError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
)

from ..errors import ApiError

MAX_LENGTH = 65_536
"""Characters of a query."""
MAX_TOKENS = 4_000
MAX_DEPTH = 15
"""Nested selections. The standard introspection query has 13."""
MAX_FIELDS = 600
"""Fields after fragments are spread, aliases counted each."""
MAX_ROOTS = 30
"""Root fields of one operation, each of which reads the database."""


class QueryTooLarge(ApiError):
    """The GraphQL query is too large."""

    status = 400
    code = "graphql-error"

    def __init__(self, message: str) -> None:
        # Clients read the messages of this code from `data` (client contract T18).
        super().__init__(message, data=[{"message": message}])


@dataclass(frozen=True, slots=True)
class Cost:
    depth: int
    fields: int


def read(text: str) -> DocumentNode:
    """Parse a query within the limits. Raises `QueryTooLarge`, or `GraphQLSyntaxError` for a text that is
    no query."""
    if len(text) > MAX_LENGTH:
        raise QueryTooLarge(f"The query has more than {MAX_LENGTH} characters.")
    try:
        document = parse(text, max_tokens=MAX_TOKENS)
    except GraphQLSyntaxError as error:
        # graphql-core guards its parser; what it calls a syntax error then is a matter of size.
        if "contains more than" in error.message:
            raise QueryTooLarge(f"The query has more than {MAX_TOKENS} tokens.") from None
        if "nested too deeply" in error.message:
            raise QueryTooLarge(f"The query has more than {MAX_DEPTH} levels.") from None
        raise
    check(document)
    return document


def check(document: DocumentNode) -> None:
    """Raise `QueryTooLarge` when an operation is nested too deeply or selects too much."""
    measure = _Measure(
        {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    )
    fields = 0
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            if measure.roots(node.selection_set) > MAX_ROOTS:
                raise QueryTooLarge(f"The query has more than {MAX_ROOTS} root fields.")
            cost = measure.selections(node.selection_set)
        elif isinstance(node, FragmentDefinitionNode):
            # Also one that nothing spreads: validation reads it too.
            cost = measure.fragment(node.name.value)
        else:
            continue
        fields += cost.fields
        if cost.depth > MAX_DEPTH:
            raise QueryTooLarge(f"The query has more than {MAX_DEPTH} levels.")
        if fields > MAX_FIELDS:
            raise QueryTooLarge(f"The query selects more than {MAX_FIELDS} fields.")


class _Measure:
    """Sums over selections; every fragment is measured once, so that fragments of fragments cost no more
    time."""

    def __init__(self, fragments: dict[str, FragmentDefinitionNode]) -> None:
        self._fragments = fragments
        self._known: dict[str, Cost] = {}
        self._roots: dict[str, int] = {}

    def fragment(self, name: str) -> Cost:
        if name not in self._known:
            # A fragment that spreads itself counts nothing inside itself; validation refuses it.
            self._known[name] = Cost(0, 0)
            node = self._fragments.get(name)
            if node is not None:
                self._known[name] = self.selections(node.selection_set)
        return self._known[name]

    def selections(self, selection_set: SelectionSetNode | None) -> Cost:
        depth = fields = 0
        for node in selection_set.selections if selection_set is not None else ():
            if isinstance(node, FieldNode):
                inner = self.selections(node.selection_set)
                inner = Cost(inner.depth + 1, inner.fields + 1)
            elif isinstance(node, InlineFragmentNode):
                inner = self.selections(node.selection_set)
            elif isinstance(node, FragmentSpreadNode):
                inner = self.fragment(node.name.value)
            else:
                continue
            depth = max(depth, inner.depth)
            fields = min(fields + inner.fields, MAX_FIELDS + 1)
        return Cost(depth, fields)

    def roots(self, selection_set: SelectionSetNode) -> int:
        count = 0
        for node in selection_set.selections:
            if isinstance(node, InlineFragmentNode):
                count += self.roots(node.selection_set)
            elif isinstance(node, FragmentSpreadNode):
                count += self._roots_of(node.name.value)
            else:
                count += 1
        return min(count, MAX_ROOTS + 1)

    def _roots_of(self, name: str) -> int:
        if name not in self._roots:
            self._roots[name] = 0
            if name in self._fragments:
                self._roots[name] = self.roots(self._fragments[name].selection_set)
        return self._roots[name]
