"""Extensions and collations of PostgreSQL that migrations made: tables need them first."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from decompose_extractor.cut import Cut
from decompose_extractor.database_objects import operations
from decompose_extractor.rendering import render

PACKAGE = "decompose_service/migrations"
_OPERATIONS = "django.contrib.postgres.operations."
_COLLATION = "CreateCollation"
# The operations of Django that make one extension.
_BY_CLASS = {
    "BloomExtension": "bloom",
    "BtreeGinExtension": "btree_gin",
    "BtreeGistExtension": "btree_gist",
    "CITextExtension": "citext",
    "CryptoExtension": "pgcrypto",
    "HStoreExtension": "hstore",
    "TrigramExtension": "pg_trgm",
    "UnaccentExtension": "unaccent",
}


def feature_migration(cut: Cut, labels: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield (path, text) of the migration that comes before the tables of these apps, if any."""
    apps = sorted(labels)
    made = sorted({*_extensions(cut, apps), *_collations(cut, apps)})
    if made:
        yield f"{PACKAGE}/__init__.py", ""
        yield (
            f"{PACKAGE}/0001_extensions.py",
            render(
                "extensions.py.jinja",
                labels=apps,
                operations=made,
                imports=sorted({each.partition("(")[0] for each in made}),
            ),
        )


def _extensions(cut: Cut, labels: list[str]) -> Iterator[str]:
    for name, call in _calls(cut, labels):
        named = _BY_CLASS.get(name)
        if name == "CreateExtension":
            match [*call.args, *(each.value for each in call.keywords)]:
                case [ast.Constant(value=str(named)), *_]:
                    pass
                case _:
                    continue
        if named is not None:
            yield f'CreateExtension("{named}")'
    for each in operations(cut):
        for statement in each.statements if each.app in labels else ():
            if statement.kind == "extension" and not statement.drops:
                yield f'CreateExtension("{statement.name}")'


def _collations(cut: Cut, labels: list[str]) -> Iterator[str]:
    """Collations as they were written, where all that is given is plain."""
    for name, call in _calls(cut, labels):
        given = [*call.args, *(each.value for each in call.keywords)]
        if name == _COLLATION and all(isinstance(each, ast.Constant) for each in given):
            arguments = [ast.unparse(each) for each in (*call.args, *call.keywords)]
            yield f"{_COLLATION}({', '.join(arguments)})".replace("'", '"')


def _calls(cut: Cut, labels: list[str]) -> Iterator[tuple[str, ast.Call]]:
    for label, module in cut.migrations:
        if label in labels:
            for call in module.index.calls:
                dotted = cut.project.names.resolve(module, call.func, at=call) or ""
                if dotted.startswith(_OPERATIONS):
                    yield dotted.removeprefix(_OPERATIONS), call
