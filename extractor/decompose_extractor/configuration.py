"""The slice of the monolith's settings that a service needs: as source where that can stand alone,
else as a value."""

from __future__ import annotations

import ast
import builtins
import copy
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from decompose_core.location import Location
from decompose_core.problem import Level, Problem
from decompose_extractor.cut import Cut
from decompose_extractor.mappings import changed_dict
from decompose_extractor.outline import Imported, Statement, chains
from decompose_extractor.registered import Registered, registered_settings
from decompose_source.modules import Module

# Written for the service itself (templates/settings.py.jinja), never carried over.
OWN = frozenset(
    {
        "ALLOWED_HOSTS", "ASGI_APPLICATION", "AUTHENTICATION_BACKENDS", "AUTH_PASSWORD_VALIDATORS",
        "BASE_DIR", "CSRF_COOKIE_SECURE", "CSRF_TRUSTED_ORIGINS", "DATABASES",
        "DATABASE_ROUTERS", "DEBUG",
        "INSTALLED_APPS", "LOCALE_PATHS", "LOGGING", "LOGGING_CONFIG", "MIDDLEWARE",
        "PASSWORD_HASHERS", "ROOT_URLCONF", "SECRET_KEY", "SECRET_KEY_FALLBACKS",
        "SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SILENCED_SYSTEM_CHECKS",
        "SESSION_ENGINE", "STATICFILES_DIRS", "STATIC_ROOT", "TEMPLATES",
        "WSGI_APPLICATION",
    }
)  # fmt: skip
# Read by Django or Celery whatever the moved code does, so carried over where the monolith sets
# them.
CARRIED = re.compile(
    r"""(
    APPEND_SLASH|AUTH_USER_MODEL|CACHES|CACHE_MIDDLEWARE_.*|CELERY_.*|CSRF_(COOKIE|HEADER|FAILURE|US
    E)_.*
    |DATA_UPLOAD_.*|DATE.*_FORMAT.*|DECIMAL_SEPARATOR|DEFAULT_AUTO_FIELD|DEFAULT_CHARSET|DEFAULT_FRO
    M_EMAIL
    |DEFAULT_(INDEX_)?TABLESPACE|EMAIL_.*|FILE_UPLOAD_.*|FIRST_DAY_OF_WEEK|FORMAT_MODULE_PATH|FORM_R
    ENDERER
    |LANGUAGE(S|_.*)|LOGIN_.*URL|LOGOUT_.*URL|MEDIA_(ROOT|URL)|MESSAGE_.*|NUMBER_GROUPING|REST_FRAME
    WORK
    |SECURE_.*|SERVER_EMAIL|SHORT_DATE.*_FORMAT|SITE_ID|SPECTACULAR_.*|STATIC_URL|STORAGES|THOUSAND_
    SEPARATOR
    |TIME_.*|USE_.*|X_FRAME_OPTIONS|YEAR_MONTH_FORMAT|MONTH_DAY_FORMAT
    )\Z""",
    re.X,
)
SECRET = re.compile(r"(^|_)(SECRET|PASSWORD|TOKEN|API_?KEY|PRIVATE_?KEY|CREDENTIALS?|DSN)(_|$)")
_BUILT_IN = frozenset(dir(builtins)) - {"__import__", "compile", "eval", "exec", "input", "open"}
_ENVIRON = "environ.Env"
_QUOTED = re.compile(r"""["']([^"']+)["']""")
_TASKS = frozenset(
    {"CELERY_BEAT_SCHEDULE", "CELERYBEAT_SCHEDULE", "CELERY_TASK_ROUTES", "CELERY_ROUTES"}
)


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of the service: its name, and the source text of its value."""

    name: str
    value: str
    place: Location
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings that are carried over, the imports they need, and the strings in them that may
    name code."""

    settings: tuple[Setting, ...] = ()
    imports: tuple[str, ...] = ()  # as lines
    strings: Mapping[str, Location] = field(default_factory=dict[str, Location])
    problems: tuple[Problem, ...] = ()


def slice_settings(cut: Cut, wanted: Mapping[str, Location]) -> Configuration:
    """Carry over the settings that retained code reads, and those that Django reads for it."""
    slicing = _Slicing(cut)
    names = {each for each in slicing.defined if CARRIED.match(each)} | set(wanted)
    for name in sorted(names - OWN):
        slicing.add(name, wanted.get(name))
    return slicing.result()


class _Slicing:
    def __init__(self, cut: Cut) -> None:
        self.cut = cut
        self.found: dict[str, Setting] = {}
        self.imports: set[str] = set()
        self.strings: dict[str, Location] = {}
        self.problems: list[Problem] = []
        start = cut.module(cut.project.settings_module or "")
        self.modules = tuple(settings_chain(cut, start)) if start is not None else ()
        self.registered = registered_settings(cut)
        bound = {n for each in self.modules for s in cut.outline(each).statements for n in s.binds}
        self.moved_tasks = frozenset(
            each.name for each in cut.project.tasks if cut.is_moved(each.function)
        )
        self.defined = frozenset(each for each in bound if each.isupper())

    def add(self, name: str, wanted_at: Location | None) -> bool:
        """Carry over one setting; what it is made from comes along."""
        if name in self.found or name in OWN:
            return True
        module, statements = self._binders(name)
        if module is None:
            return self._absent(name, wanted_at)
        place = module.at(statements[-1].node)
        text = self._source(module, name, statements)
        if text is None:
            text = self._value(name)
        if text is None:
            self.problems.append(
                Problem(
                    Level.WARNING,
                    f"{name} can't be told without running the settings; it is not carried over",
                    place,
                    "set it in config/settings.py of the service",
                )
            )
            return False
        self.found[name] = Setting(name, text, place, SECRET.search(name) is not None)
        self._note_strings(text, place)
        return True

    def result(self) -> Configuration:
        """Order the settings so that each stands below those it reads."""
        ordered: dict[str, Setting] = {}

        def put(setting: Setting) -> None:
            if setting.name in ordered:
                return
            for chain in sorted(chains([ast.parse(setting.value, mode="eval")])):
                other = self.found.get(chain.partition(".")[0])
                if other is not None and other is not setting:
                    put(other)
            ordered[setting.name] = setting

        for name in sorted(self.found):
            put(self.found[name])
        return Configuration(
            tuple(ordered.values()),
            tuple(sorted(self.imports)),
            self.strings,
            tuple(self.problems),
        )

    def _absent(self, name: str, wanted_at: Location | None) -> bool:
        """Report a setting that no settings module binds, unless it is one of Django's own."""
        if wanted_at is None:
            return False
        text = self._value(name)
        registered = self.registered.get(name)
        if text is None and registered is not None:
            text = self._default(registered)
            wanted_at = registered.module.at(registered.call)
        if text is not None:
            self.found[name] = Setting(name, text, wanted_at, SECRET.search(name) is not None)
            self._note_strings(text, wanted_at)
            return True
        if CARRIED.match(name) is None and name not in self.cut.project.settings:
            self.problems.append(
                Problem(
                    Level.NOTE,
                    f"{name} is read, but no settings module sets it: it may be made at run time",
                    wanted_at,
                    "set it in config/settings.py of the service where it has no default",
                )
            )
        return True

    def _default(self, registered: Registered) -> str | None:
        """The default of a registered setting, where all it names can be had in the service."""
        module = registered.module
        default = ast.fix_missing_locations(
            _Defaults(self).visit(copy.deepcopy(registered.default))
        )
        named = sorted(chains([default]))
        reads_settings = any(each.partition(".")[0] == "settings" for each in named)
        if reads_settings or not all(self._available(module, each) for each in named):
            return None
        return ast.unparse(default)

    def _binders(self, name: str) -> tuple[Module | None, tuple[Statement, ...]]:
        for module in self.modules:
            found = self.cut.outline(module).binders(name)
            if found:
                return module, found
        return None, ()

    def _source(self, module: Module, name: str, statements: tuple[Statement, ...]) -> str | None:
        """The text of the value, if it is one assignment whose names can be had in the service."""
        if len(statements) != 1 or not isinstance(statements[0].node, ast.Assign | ast.AnnAssign):
            return None
        value = statements[0].node.value
        if value is None or name in self._changed_elsewhere():
            return None
        text = ast.get_source_segment(module.source, value)
        if text is not None and name in _TASKS:
            text = changed_dict(text, lambda entry: _names_task(entry, self.moved_tasks))
        parsed = ast.parse(text or "None", mode="eval")
        if not all(self._available(module, each) for each in sorted(chains([parsed]))):
            return None
        return text

    def _changed_elsewhere(self) -> frozenset[str]:
        return frozenset(
            name
            for module in self.modules
            for statement in self.cut.outline(module).statements
            if not isinstance(statement.node, ast.Assign | ast.AnnAssign)
            for name in statement.binds | statement.changes
        )

    def _available(self, module: Module, chain: str) -> bool:
        root = chain.partition(".")[0]
        outline = self.cut.outline(module)
        if root == "BASE_DIR" or root in _BUILT_IN:
            return True
        imported = outline.imported.get(root)
        if imported is not None:
            if self.cut.module(imported.module) is not None:
                return False
            self.imports.add(_import_line(root, imported))
            return True
        if root == "env" and self._is_environ(module):
            return True
        return root.isupper() and root not in OWN and self.add(root, None)

    def _is_environ(self, module: Module) -> bool:
        for each in self.cut.outline(module).binders("env"):
            if isinstance(each.node, ast.Assign) and isinstance(each.node.value, ast.Call):
                made = self.cut.project.names.resolve(module, each.node.value.func)
                return made == _ENVIRON
        return False

    def _value(self, name: str) -> str | None:
        value = self.cut.project.settings.get(name)
        try:
            text = repr(value)
            return text if ast.literal_eval(text) == value and value is not None else None
        except (ValueError, SyntaxError):
            return None

    def _note_strings(self, text: str, place: Location) -> None:
        for node in ast.walk(ast.parse(text, mode="eval")):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                self.strings.setdefault(node.value, place)


class _Defaults(ast.NodeTransformer):
    """Write `getattr(settings, "X", default)` as X, where the service has it, or its default."""

    def __init__(self, slicing: _Slicing) -> None:
        self.slicing = slicing

    def visit_Call(self, node: ast.Call) -> ast.expr:
        match node:
            case ast.Call(
                func=ast.Name(id="getattr"),
                args=[ast.Name(id="settings"), ast.Constant(value=str(name)), default],
            ):
                known = name in self.slicing.found or (
                    name in self.slicing.defined and self.slicing.add(name, None)
                )
                return ast.Name(name, ast.Load()) if known else default
            case _:
                self.generic_visit(node)
                return node


def _import_line(bound: str, target: Imported) -> str:
    if target.name is None:
        return f"import {target.module}" + (f" as {bound}" if bound != target.module else "")
    return f"from {target.module} import {target.name}" + (
        f" as {bound}" if bound != target.name else ""
    )


def settings_chain(cut: Cut, module: Module) -> Iterator[Module]:
    """The settings module and those it imports with a star, the one that wins first."""
    seen: set[str] = set()
    pending = [module]
    while pending:
        current = pending.pop(0)
        if current.name in seen:
            continue
        seen.add(current.name)
        yield current
        sources: Iterable[Module | None] = map(cut.module, cut.outline(current).stars)
        pending.extend(each for each in sources if each is not None)


def _names_task(entry: str, moved: frozenset[str]) -> bool:
    """Whether an entry of a schedule or of routes is about a moved task, by name or by pattern."""
    for text in _QUOTED.findall(entry):
        prefix = text.removesuffix("*")
        if text in moved or (prefix != text and any(each.startswith(prefix) for each in moved)):
            return True
    return False
