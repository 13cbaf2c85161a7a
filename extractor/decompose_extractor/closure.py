"""What comes along with the apps that leave, definition by definition, and where the walk stops.

It stops at the models of apps that stay (they become replicas, with the members that are used) and
at functions that act (they become seams). Everything else that is reached is copied. The law of the
walk: a name in retained code exists in the service, under the same dotted name.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Mapping

from decompose_core.location import Location
from decompose_core.monolith import Model
from decompose_core.problem import Level, Problem
from decompose_extractor.acting import Acting
from decompose_extractor.cut import GIVEN, Cut, accessor, is_test, kept_decorators
from decompose_extractor.decided import asked_columns, asked_models
from decompose_extractor.effects import WRITES, Effect, EffectKind
from decompose_extractor.members import Member, members_of, meta_reads
from decompose_extractor.naming import FRAME, LOADERS, SETTINGS, Named, What, names_in
from decompose_extractor.outline import Imported, Statement, chains, local_imports
from decompose_extractor.partial import Partial
from decompose_extractor.pieces import Closure, How, Piece, Reach, Root
from decompose_extractor.pytest_habits import asked_fixtures, asked_names, shared_fixtures
from decompose_extractor.receiving import receivers_of_moved_signals
from decompose_extractor.registering import registrations
from decompose_extractor.tables import kept_secrets
from decompose_extractor.words import requests_of, words_of
from decompose_source.modules import Module


def gather(
    cut: Cut,
    roots: Iterable[Root] = (),
    words: Iterable[str] = (),
    *,
    reach: Reach = Reach.SERVICE,
) -> Closure:
    """Walk from the moved modules and the given roots to everything they need."""
    walk = _Walk(cut, set(words), reach)
    for module in cut.moved_modules:
        if reach is not Reach.PRODUCTION or not is_test(module.name):
            walk.take(module)
    for root in sorted(roots, key=lambda each: (each.dotted, each.because)):
        walk.need_dotted(root.dotted, root.because)
    for model in asked_models(cut):
        walk.need_dotted(model.dotted, model.location)
    if reach is Reach.TESTS:
        for receiver in receivers_of_moved_signals(cut):
            walk.ends.add(receiver.receiver)
            walk.need_dotted(receiver.receiver, receiver.location)
    return walk.run()


class _Walk:
    """The state of one walk: grows until nothing is added any more."""

    def __init__(self, cut: Cut, words: set[str], reach: Reach) -> None:
        self.cut = cut
        self.words = words
        self.requests: set[str] = set()
        self.conftests = shared_fixtures(cut)
        self.parameters: set[str] = set()  # of tests and of fixtures
        self.reach = reach
        self.ends: set[str] = set()
        self.acting = Acting(cut)
        self.pending: list[tuple[Module, str, Location]] = []
        self.seen: set[tuple[str, str]] = set()
        self.kept: dict[str, set[str]] = defaultdict(set)
        self.stars: dict[str, set[str]] = defaultdict(set)
        self.places: dict[str, set[Location]] = defaultdict(set)
        self.pieces: dict[tuple[str, str], Piece] = {}
        self.partial: dict[tuple[str, str], Partial] = {}
        self.read: set[tuple[str, int]] = set()
        self.settings: dict[str, Location] = {}
        self.external: dict[str, Location] = {}
        self.strings: dict[str, Location] = {}
        self.fixtures: dict[str, Location] = {}
        self.named_apps: set[str] = set()
        self.named_packages: set[str] = set()
        self.guarded: dict[str, Model] = {}
        self.problems: set[Problem] = set()

    def take(self, module: Module) -> None:
        """Read a whole module of an app that leaves."""
        if module.tree is None:
            self.problems.add(
                Problem(
                    Level.ERROR,
                    "can't be parsed, so what it needs is not known",
                    Location(module.path),
                    "correct the file and extract again",
                )
            )
            return
        for each in self.cut.outline(module).stars:
            self._need_parts([*each.split("."), ""], Location(module.path))
        self._read(module, [module.tree])
        for model in self.cut.project.models:
            if model.location.path == module.path:
                self._relations(model, {each.name for each in model.fields})

    def need_dotted(self, dotted: str, because: Location) -> None:
        """Ask for a definition by its dotted name."""
        self._need_parts(dotted.split("."), because)

    def run(self) -> Closure:
        """Walk until nothing grows."""
        while True:
            while self.pending:
                self._process(*self.pending.pop())
            grown = self._grow() | self._follow_back()
            if not (grown | self._take_fixtures() | self._take_loaded()):
                return self._result()

    # -- names -----------------------------------------------------------------------------------

    def _read(self, module: Module, nodes: list[ast.AST]) -> None:
        """Ask for everything that retained code names."""
        inner = local_imports(module, nodes)
        for target in inner.values():
            self._need_parts(target.parts, Location(module.path))
        for chain, at in chains(nodes).items():
            for node in at:
                self._follow(module, chain, inner, module.at(node))
        self.words |= words_of(nodes)
        self.requests |= requests_of(nodes)
        if self.conftests and is_test(module.name):
            self.parameters |= set(asked_names(nodes))
        for outer in nodes:
            for named in names_in(self.cut, module, outer):
                self._named(named)

    def _follow(
        self, module: Module, chain: str, inner: Mapping[str, Imported], place: Location
    ) -> None:
        root, *rest = chain.split(".")
        if root == "settings" and rest and rest[0].isupper():
            # Projects wrap Django's settings in an object of their own; the name is the same.
            self.settings.setdefault(rest[0], place)
        outline = self.cut.outline(module)
        target = inner.get(root) or outline.imported.get(root)
        if target is None:
            if not self.cut.is_moved(module.name) and outline.binds(root):
                self._need(module, root, place)
            else:
                self._star(module, root, rest, place)
            return
        if root not in inner:
            self._need(module, root, place)
        self._need_parts([*target.parts, *rest], place)
        if not rest:
            self._need_whole(".".join(target.parts), place)

    def _need_whole(self, dotted: str, place: Location) -> None:
        """Ask for all of a module that code handles as a value: its attributes may be computed."""
        used = self.cut.module(dotted)
        if used is not None and not used.is_package and not self.cut.is_moved(used.name):
            for name in self.cut.outline(used).open_names():
                self._need(used, name, place)

    def _star(self, module: Module, name: str, rest: list[str], place: Location) -> bool:
        for star in self.cut.outline(module).stars:
            source = self.cut.module(star)
            if source is not None and self._provides(source, name):
                self.stars[module.name].add(star)
                self._need_parts([*star.split("."), name, *rest], place)
                return True
        return False

    def _provides(self, module: Module, name: str) -> bool:
        outline = self.cut.outline(module)
        if name in outline.public_names():
            return True
        sources = (self.cut.module(each) for each in outline.stars)
        return any(each is not None and self._provides(each, name) for each in sources)

    def _need_parts(self, parts: list[str], place: Location) -> None:
        """Ask for a dotted name: the longest prefix that is a module of the project, and the name
        in it."""
        if parts[0] in GIVEN:
            return
        for length in range(len(parts), 0, -1):
            module = self.cut.module(".".join(parts[:length]))
            if module is not None:
                self._need(module, parts[length] if length < len(parts) else "", place)
                return
        if parts[:3] == SETTINGS:
            if len(parts) > 3 and parts[3].isupper():
                self.settings.setdefault(parts[3], place)
        else:
            self.external.setdefault(".".join(each for each in parts if each), place)

    def _need(self, module: Module, name: str, place: Location) -> None:
        self.places[f"{module.name}.{name}"].add(place)
        if (module.path, name) not in self.seen:
            self.seen.add((module.path, name))
            self.pending.append((module, name, place))

    def _named(self, named: Named) -> None:
        """Ask for what code names by a string."""
        match named.what:
            case What.SETTING:
                self.settings.setdefault(named.name, named.place)
            case What.STRING:
                self.strings.setdefault(named.name, named.place)
            case What.PACKAGE:
                self.named_packages.add(named.name)
            case What.FIXTURE:
                self.fixtures.setdefault(named.name, named.place)
            case What.APP:
                self.named_apps.add(named.name)
            case What.WORD:
                self.words.add(named.name)
            case What.MODEL:
                model = self.cut.project.model(named.name)
                assert model is not None
                self._model(model, named.place)
            case What.MODULE | What.DEFINITION:
                self._need_parts(named.name.split("."), named.place)

    # -- definitions -----------------------------------------------------------------------------

    def _process(self, module: Module, name: str, place: Location) -> None:
        if self.cut.is_moved(module.name):
            return
        self.kept[module.name]
        outline = self.cut.outline(module)
        if not name:
            return
        if outline.binds(name):
            for statement in outline.binders(name):
                if name in statement.binds or name not in outline.imported:
                    self._keep(module, statement, name, place)
        elif self._star(module, name, [], place):
            return
        elif (inner := self.cut.module(f"{module.name}.{name}")) is not None:
            self._need(inner, "", place)
        elif module.tree is not None and not name.startswith("__"):
            self.problems.add(
                Problem(
                    Level.WARNING,
                    f"{module.name} has no {name!r} that can be found without running it",
                    place,
                    "copy what it stands for by hand, or write the import out",
                )
            )

    def _keep(self, module: Module, statement: Statement, name: str, place: Location) -> None:
        self.kept[module.name].add(name)
        node = statement.node
        if isinstance(node, ast.Import | ast.ImportFrom):
            self._need_parts(self.cut.outline(module).imported[name].parts, place)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            self._keep_function(module, node, place)
        elif isinstance(node, ast.ClassDef):
            self._keep_class(module, node, place)
        elif (module.path, statement.number) not in self.read:
            self.read.add((module.path, statement.number))
            self.kept[module.name] |= statement.binds
            self.seen |= {(module.path, each) for each in statement.binds}
            self._read(module, [node])
            self._add(Piece(module.name, module.path, name, How.COPIED, place))
            self._guarded_models(module, node)

    def _guarded_models(self, module: Module, node: ast.stmt) -> None:
        """Take models that are defined under a condition as they are: with all their fields."""
        for each in ast.walk(node):
            model = self.cut.model_at(module, each) if isinstance(each, ast.ClassDef) else None
            if model is not None and not model.abstract and self.cut.is_staying(model.label):
                self.guarded[model.label] = model
                self._relations(model, {field.name for field in model.fields})
                self._registered(model, model.location)

    def _registered(self, model: Model, place: Location) -> None:
        """Keep the line of the app's `models` that makes Django know a model defined elsewhere."""
        for models, name in registrations(self.cut, model):
            self._need(models, name, place)

    def _keep_function(
        self, module: Module, node: ast.FunctionDef | ast.AsyncFunctionDef, place: Location
    ) -> None:
        dotted = f"{module.name}.{node.name}"
        decided = self.cut.seams.get(dotted)
        effects: tuple[Effect, ...] = ()
        how = How.COPIED
        if dotted in self.ends:
            how = How.END
        elif self.cut.task_name(module, node) is not None and not is_test(module.name):
            how = How.TASK
        elif decided != "copy" and not is_test(module.name):
            effects = self.acting.of_function(module, node)
            how = How.SEAM if effects or decided == "api" else How.COPIED
        self._add(Piece(module.name, module.path, node.name, how, place, effects=effects))
        if how is How.COPIED or self.reach is Reach.TESTS:
            self._read(module, [node])
        elif how is How.SEAM:
            self._read(module, [node.args, *([node.returns] if node.returns else [])])

    def _keep_class(self, module: Module, node: ast.ClassDef, place: Location) -> None:
        model = self.cut.model_at(module, node)
        heads = [*node.decorator_list, *node.bases, *(each.value for each in node.keywords)]
        self._read(module, list(heads))
        if (model is not None and not model.abstract) or self.acting.is_manager(module, node):
            concrete = None if model and model.abstract else model
            secrets = frozenset(kept_secrets(self.cut, concrete) if concrete else ())
            partial = Partial(module, node, place, concrete, secrets)
            self.partial[module.name, node.name] = partial
            if partial.model is not None:
                partial.asked |= asked_columns(self.cut, partial.model.label)
                self._registered(partial.model, place)
            return
        stubs: dict[str, tuple[Effect, ...]] = {}
        if not is_test(module.name) and self.cut.seams.get(f"{module.name}.{node.name}") != "copy":
            stubs = self.acting.of_methods(module, node)
        for member in members_of(node):
            self._read_member(module, member, stub=member.name in stubs)
        if model is not None:
            self._relations(model, {each.name for each in members_of(node)})
        self._add(Piece(module.name, module.path, node.name, How.COPIED, place, stubs=stubs))

    def _add(self, piece: Piece) -> None:
        self.pieces.setdefault((piece.module, piece.name), piece)

    def _read_member(self, module: Module, member: Member, *, stub: bool) -> None:
        node = member.node
        ended = self.reach is Reach.TESTS  # tests run against what it does
        if stub and not ended and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            self._read(module, [node.args, *kept_decorators(node)])
        else:
            self._read(module, [node])

    # -- models ----------------------------------------------------------------------------------

    def _model(self, model: Model, place: Location) -> None:
        if self.cut.is_staying(model.label):
            self._need_parts(model.dotted.split("."), place)

    def _relations(self, model: Model, names: set[str]) -> None:
        """Ask for the models that kept fields lead to."""
        for each in model.fields:
            if each.name in names and each.relation is not None:
                for label in (each.relation.to, each.relation.through):
                    target = self.cut.project.model(label) if label else None
                    if target is not None:
                        self._model(target, model.location)

    def _grow(self) -> bool:
        """Add the members of partly copied classes that retained code has come to use."""
        grown = False
        for partial in [self.partial[key] for key in sorted(self.partial)]:
            grown |= self._grow_one(partial)
        return grown

    def _grow_one(self, partial: Partial) -> bool:
        grown = False
        for member in partial.members:
            if member in partial.kept or not partial.wants(member, self.words):
                continue
            grown = True
            partial.kept.append(member)
            effects = self._effects_of_member(partial, member)
            if effects and not is_test(partial.module.name):
                partial.stubs[member.name] = effects
            if member.name == "Meta" and partial.model is not None:
                self._read(partial.module, list(meta_reads(member.node)))
            else:
                stub = member.name in partial.stubs
                self._read_member(partial.module, member, stub=stub)
            partial.asked |= {each.split(".")[0] for each in chains([member.node])}
        if partial.model is not None:
            self._relations(partial.model, {each.name for each in partial.kept})
        return grown

    def _effects_of_member(self, partial: Partial, member: Member) -> tuple[Effect, ...]:
        if not isinstance(member.node, ast.FunctionDef | ast.AsyncFunctionDef):
            return ()
        effects = self.acting.of_method(partial.module, partial.node, member.node)
        if partial.model is None and member.name in WRITES:
            # A manager's own `get_or_create`: its rows are found here, and the replica itself
            # refuses what it would write.
            return tuple(each for each in effects if each.kind is not EffectKind.WRITES)
        return effects

    def _follow_back(self) -> bool:
        """Take in models that lead to one in the service by an accessor that retained code uses."""
        grown = False
        here = {each.model.label for each in self.partial.values() if each.model is not None}
        here |= self.guarded.keys()
        for model in self.cut.project.models:
            if model.abstract or not self.cut.is_staying(model.label):
                continue
            for each in model.fields:
                relation = each.relation
                if relation is None or relation.to is None:
                    continue
                if relation.to not in here and self.cut.is_staying(relation.to):
                    continue
                if accessor(model, relation) in self.words and not self._inherited(
                    model, each.name
                ):
                    grown |= self._take_field(model, each.name)
        return grown

    def _take_loaded(self) -> bool:
        """Take in the modules that strings name, where code imports modules by computed names."""
        if LOADERS.isdisjoint(self.external):
            return False
        before = len(self.pending)
        for text, place in sorted(self.strings.items()):
            module = self.cut.module(text) if "." in text else None
            if module is not None and not is_test(text) and text.rpartition(".")[2] not in FRAME:
                self._need_whole(text, place)
        return len(self.pending) > before

    def _take_fixtures(self) -> bool:
        """Take in what tests ask for by the names of parameters, from `conftest` above them."""
        if self.reach is Reach.PRODUCTION:
            return False
        before = len(self.pending)
        for module in self.conftests:
            for each in asked_fixtures(module, self.parameters):
                self._need(module, each.name, module.at(each))
        return len(self.pending) > before

    def _inherited(self, model: Model, name: str) -> bool:
        """Whether a field's column lies in the table of a parent model."""
        ancestors = self.cut.project.names.ancestors(model.dotted)
        parents = (self.cut.project.model_of(each) for each in ancestors)
        return any(
            each is not None and not each.abstract and each is not model and each.field(name)
            for each in parents
        )

    def _take_field(self, model: Model, name: str) -> bool:
        module, _, class_name = model.dotted.rpartition(".")
        partial = self.partial.get((module, class_name))
        if partial is None:
            before = len(self.pending)
            self._model(model, model.location)
            return len(self.pending) > before
        if name in partial.asked:
            return False
        partial.asked.add(name)
        return True

    def _result(self) -> Closure:
        replicas: dict[str, frozenset[str]] = {}
        for (module, name), partial in self.partial.items():
            how = How.REPLICA if partial.model is not None else How.COPIED
            members = frozenset(each.name for each in partial.kept)
            self.pieces[module, name] = Piece(
                module, partial.module.path, name, how, partial.because, members, partial.stubs
            )
            if partial.model is not None:
                replicas[partial.model.label] = partial.fields()
        for label, model in self.guarded.items():
            replicas.setdefault(label, frozenset(each.name for each in model.fields))
        return Closure(
            named_apps=frozenset(self.named_apps),
            named_packages=frozenset(self.named_packages),
            pieces=tuple(self.pieces[key] for key in sorted(self.pieces)),
            kept={name: frozenset(self.kept[name]) for name in sorted(self.kept)},
            stars={name: frozenset(self.stars[name]) for name in sorted(self.stars)},
            places={name: tuple(sorted(self.places[name])) for name in sorted(self.places)},
            replicas=dict(sorted(replicas.items())),
            settings=dict(sorted(self.settings.items())),
            external=dict(sorted(self.external.items())),
            words=frozenset(self.words),
            requests=frozenset(self.requests),
            strings=dict(sorted(self.strings.items())),
            fixtures=dict(sorted(self.fixtures.items())),
            problems=tuple(sorted(self.problems, key=lambda each: each.sort_key)),
        )
