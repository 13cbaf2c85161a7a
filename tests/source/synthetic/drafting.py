"""What a project looks like while it is being made up: modules, apps, models."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from textwrap import dedent, indent
from typing import TypeVar

T = TypeVar("T")

_FIRST = """
active annual billing canonical daily external fast final gross initial inner internal last
legal local main minor monthly net nominal open outer paid partial primary prior private
public quick raw regional second signed small special standard total upper valid weekly
"""
_SECOND = """
account address amount balance batch bonus bundle campaign channel code contract coupon
credit delivery deposit discount document draft entry event gift grade invoice item journal
label ledger license limit message note notice offer option packet parcel payment period
person place plan price product quota rate receipt record region report request review route
score season segment share shipment source stage stock store supplier survey target ticket
token trade vendor visit voucher warrant zone
"""


class Dice(random.Random):
    """Chance with the few questions that are asked here."""

    def chance(self, share: float) -> bool:
        """Say yes in that share of the cases."""
        return self.random() < share

    def one_of(self, table: Sequence[tuple[int, T]]) -> T:
        """Choose from a table of weights and things."""
        return self.choices([each for _, each in table], [weight for weight, _ in table])[0]


@dataclass(slots=True, eq=False)
class Module:
    """A Python file in the making; `use` writes the import that a name needs."""

    name: str
    dice: Dice
    is_package: bool = False
    imports: list[str] = field(default_factory=list[str])
    body: list[str] = field(default_factory=list[str])
    bound: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def package(self) -> str:
        """The package that relative imports start from."""
        return self.name if self.is_package else self.name.rpartition(".")[0]

    def add(self, text: str) -> None:
        """Append a block of statements."""
        self.body.append(dedent(text).strip("\n"))

    def use(self, module: str, name: str) -> str:
        """Import a name in one of the usual ways and return the expression for it."""
        wanted = f"{module}.{name}"
        for expression, target in self.bound.items():
            if target == wanted:
                return expression
        writers: list[tuple[int, Callable[[str, str], tuple[str, str]]]] = [
            (10, self._from),
            (2, self._alias),
            (2, self._whole),
            (2, self._module_alias),
        ]
        if self._shared(module):
            writers.append((6, self._relative))
        line, expression = self.dice.one_of(writers)(module, name)
        if line not in self.imports:
            self.imports.append(line)
        self.bound[expression] = wanted
        return expression

    def use_module(self, dotted: str) -> str:
        """Import a module and return the expression for it."""
        parent, _, last = dotted.rpartition(".")
        for expression, target in self.bound.items():
            if target == dotted:
                return expression
        writers = [(6, self._from), (2, self._module_as)]
        if self._shared(parent):
            writers.append((6, self._relative))
        line, expression = self.dice.one_of(writers)(parent, last)
        self.imports.append(line)
        self.bound[expression] = dotted
        return expression

    def text(self) -> str:
        """Write the file."""
        blocks = ["\n".join(self.imports), *self.body]
        return "\n\n\n".join(each for each in blocks if each) + "\n"

    def _free(self, name: str) -> str:
        taken = {each.partition(".")[0] for each in self.bound}
        while name in taken:
            name = f"{name}_"
        return name

    def _from(self, module: str, name: str) -> tuple[str, str]:
        free = self._free(name)
        suffix = "" if free == name else f" as {free}"
        return f"from {module} import {name}{suffix}", free

    def _alias(self, module: str, name: str) -> tuple[str, str]:
        free = self._free(f"{name}Imported" if name[0].isupper() else f"imported_{name}")
        return f"from {module} import {name} as {free}", free

    def _whole(self, module: str, name: str) -> tuple[str, str]:
        top = module.partition(".")[0]
        taken = {each for each in self.bound if "." not in each}
        unfinished = self.package and self.package.startswith(module.rpartition(".")[0])
        if top in taken or unfinished:
            return self._module_alias(module, name)
        return f"import {module}", f"{module}.{name}"

    def _module_alias(self, module: str, name: str) -> tuple[str, str]:
        free = self._free(module.replace(".", "_"))
        self.bound[free] = module
        return f"import {module} as {free}", f"{free}.{name}"

    def _module_as(self, parent: str, last: str) -> tuple[str, str]:
        free = self._free(f"{last}_module")
        return f"import {parent}.{last} as {free}", free

    def _relative(self, module: str, name: str) -> tuple[str, str]:
        shared = self._shared(module)
        own = self.package.split(".")
        dots = "." * (len(own) - len(shared) + 1)
        rest = ".".join(module.split(".")[len(shared) :])
        free = self._free(name)
        suffix = "" if free == name else f" as {free}"
        return f"from {dots}{rest} import {name}{suffix}", free

    def _shared(self, module: str) -> list[str]:
        """The packages that this module and another one lie in, from the top."""
        shared: list[str] = []
        for mine, other in zip(self.package.split("."), module.split("."), strict=False):
            if not mine or mine != other:
                break
            shared.append(mine)
        return shared


@dataclass(slots=True, eq=False)
class Model:
    """A model; `defined` is its module, `public` where others import it from."""

    name: str
    app: App
    defined: str
    public: str
    kind: str = "concrete"
    label_app: str = ""
    written: bool = False
    unique: str = ""
    many: list[str] = field(default_factory=list[str])
    plain: list[str] = field(default_factory=list[str])  # names of fields without a relation
    bases: list[Model] = field(default_factory=list["Model"])

    @property
    def label(self) -> str:
        """`app.Model`."""
        return f"{self.label_app or self.app.label}.{self.name}"

    @property
    def ancestors(self) -> set[str]:
        """Every model that this one inherits from, and itself, by label."""
        return {self.label}.union(*(each.ancestors for each in self.bases))


@dataclass(slots=True, eq=False)
class App:
    """An app; `ready` holds the lines of its AppConfig's ready()."""

    package: str
    label: str
    entry: str
    config: str | None = None
    models: list[Model] = field(default_factory=list[Model])
    ready: list[str] = field(default_factory=list[str])
    urls: list[UrlModule] = field(default_factory=list["UrlModule"])

    @property
    def word(self) -> str:
        """The last part of the package's name."""
        return self.package.rpartition(".")[2]


@dataclass(slots=True, eq=False)
class UrlModule:
    """A module with urlpatterns, and the app_name it sets."""

    name: str
    app_name: str | None


@dataclass(slots=True, eq=False)
class ClassDraft:
    """A class statement in the making."""

    name: str
    bases: list[str]
    body: list[str] = field(default_factory=list[str])
    meta_bases: list[str] = field(default_factory=list[str])
    meta: dict[str, str] = field(default_factory=dict[str, str])
    decorators: list[str] = field(default_factory=list[str])

    def text(self) -> str:
        """Write the class statement."""
        blocks = list(self.body)
        if self.meta or self.meta_bases:
            bases = f"({', '.join(self.meta_bases)})" if self.meta_bases else ""
            lines = [f"    {key} = {value}" for key, value in self.meta.items()] or ["    pass"]
            blocks.append("\n".join([f"class Meta{bases}:", *lines]))
        bases = f"({', '.join(self.bases)})" if self.bases else ""
        head = [*self.decorators, f"class {self.name}{bases}:"]
        body = indent("\n".join(blocks) or "pass", "    ")
        return "\n".join([*head, body])


@dataclass(slots=True, eq=False)
class Draft:
    """A project in the making."""

    dice: Dice
    modules: dict[str, Module] = field(default_factory=dict[str, Module])
    apps: list[App] = field(default_factory=list[App])
    user: str = "auth.User"
    config: str = "config"
    source: str = ""
    namespaces: set[str] = field(default_factory=set[str])
    words: list[str] = field(default_factory=list[str])
    local: dict[str, str] = field(default_factory=dict[str, str])  # what the project offers itself

    def module(self, name: str, *, is_package: bool = False) -> Module:
        """Find or make a module, with the packages above it."""
        if name not in self.modules:
            parent = name.rpartition(".")[0]
            if parent and parent not in self.namespaces:
                self.module(parent, is_package=True)
            self.modules[name] = Module(name, self.dice, is_package)
        return self.modules[name]

    def word(self) -> str:
        """Give a name in snake case that was not used before."""
        if not self.words:
            self.words = [
                f"{first}_{second}" for first in _FIRST.split() for second in _SECOND.split()
            ]
            self.dice.shuffle(self.words)
        return self.words.pop()

    def class_word(self) -> str:
        """Give a name in camel case that was not used before."""
        return "".join(each.title() for each in self.word().split("_"))

    @property
    def models(self) -> list[Model]:
        """Every model, in the order of definition."""
        return [model for app in self.apps for model in app.models]

    def files(self) -> dict[str, str]:
        """Write all modules, by path."""
        return {self.path(each): each.text() for each in self.modules.values()}

    def path(self, module: Module) -> str:
        """Where a module lies in the project."""
        folder = f"{self.source}/" if self.source else ""
        tail = "/__init__.py" if module.is_package else ".py"
        return f"{folder}{module.name.replace('.', '/')}{tail}"
