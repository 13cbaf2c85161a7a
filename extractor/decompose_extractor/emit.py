"""The files of a service, in memory: copied, rewritten, cut down or written new."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import PurePosixPath

from decompose_core.discovery import discover
from decompose_core.plan import Step
from decompose_extractor import ends, generated, stand_ins, transforms
from decompose_extractor.blueprint import Blueprint
from decompose_extractor.deciding import decide_moved, decide_staying
from decompose_extractor.link_files import (
    first_migration,
    link_files,
    service_side,
    watched_apps,
)
from decompose_extractor.made_rows import row_makers, row_modules
from decompose_extractor.postgres_features import feature_migration
from decompose_extractor.rendering import render
from decompose_extractor.rewriting import Decisions, Transform, rewrite
from decompose_source.modules import Module

# Of a moved app's folder these stay behind: the history of its migrations, and what Python leaves
# lying around.
_LEFT = frozenset({"migrations", "__pycache__"})


@dataclass(frozen=True, slots=True)
class Files:
    """The content of a service by path, and one step of the plan for each."""

    content: dict[str, bytes] = field(default_factory=dict[str, bytes])
    steps: dict[str, Step] = field(default_factory=dict[str, Step])

    def put(
        self, path: str, content: str | bytes, action: str, origin: str = "", detail: str = ""
    ) -> None:
        """Add a file; the first that claims a path has it."""
        if path not in self.content:
            self.content[path] = content.encode() if isinstance(content, str) else content
            self.steps[path] = Step(action, path, origin, detail)


def emit(blueprint: Blueprint) -> Files:
    """Make every file but the migrations and the pages about the extraction itself."""
    files = Files()
    for module in blueprint.cut.moved_modules:
        _moved(blueprint, module, files)
    _folders_of_moved_apps(blueprint, files)
    for name in sorted(blueprint.closure.kept):
        kept = blueprint.cut.module(name)
        if kept is not None and not blueprint.cut.is_moved(name):
            _staying(blueprint, kept, files)
    for path, content in generated.replica_app_files(blueprint):
        files.put(path, content, "generate")
    for path, content in generated.replica_admin_files(blueprint):
        files.put(path, content, "generate")
    _for_tests(blueprint, files)
    _packages(blueprint, files)
    for page in blueprint.pages.pages:
        data = (blueprint.cut.project.root / page.template.path).read_bytes()
        files.put(_target(blueprint, page.target), data, "copy", page.template.path)
    for path, data in _shared_folders(blueprint):
        files.put(path, data, "copy")
    for path, content in generated.service_files(blueprint):
        files.put(path, content, "generate")
    for path, content in feature_migration(blueprint.cut, _with_tables(blueprint)):
        files.put(path, content, "generate", detail="before the tables")
    for path, content in _link(blueprint):
        files.put(path, content, "generate", detail="between service and monolith")
    return files


def _for_tests(blueprint: Blueprint, files: Files) -> None:
    """What only tests need: rows, and what stands in for the monolith."""
    models = frozenset(_models(blueprint))
    for each in blueprint.fixtures:
        files.put(each.target, each.text(models), "slice", each.origin, "rows that tests load")
    for path, text, origin in ends.end_modules(
        blueprint.cut, blueprint.closure, blueprint.ends, all_transforms()
    ):
        files.put(path, text, "slice", origin, "the other side of seams, for tests")
    labels = blueprint.cut.moved | frozenset(blueprint.replica_apps)
    rows = row_makers(blueprint.cut, labels, blueprint.closure)
    for path, text, origin in row_modules(blueprint.cut, rows, all_transforms()):
        files.put(path, text, "slice", origin, "rows that tests may count on")
    package = render(
        "ends.py.jinja",
        rows=[(each.module.name, each.function) for each in rows],
        layout=stand_ins.layout(blueprint.pages),
        pages=list(stand_ins.staying_pages(blueprint)),
        deletes=sorted(stand_ins.deletes(blueprint)),
    )
    files.put(f"{ends.FOLDER}/__init__.py", package, "generate")


def _with_tables(blueprint: Blueprint) -> set[str]:
    """The labels of apps that have tables here."""
    return {
        *blueprint.cut.moved,
        *(each.partition(".")[0] for each in blueprint.closure.replicas),
    }


def _models(blueprint: Blueprint) -> Iterator[str]:
    """The models that the service has, in lower case."""
    for each in blueprint.cut.project.models:
        if not blueprint.cut.is_staying(each.label) or each.label in blueprint.closure.replicas:
            yield each.label.lower()


def _link(blueprint: Blueprint) -> Iterator[tuple[str, str]]:
    """The service's end of what crosses; its triggers come after the tables they are on."""
    cut = blueprint.cut
    side = service_side(
        blueprint.name, blueprint.across, cut, blueprint.closure, blueprint.production
    )
    own = {each.label for each in cut.project.apps}
    dependencies = [
        (label, "0001_initial") if label in own else first_migration(label)
        for label in watched_apps(side)
    ]
    for path, text in link_files(side, dependencies):
        if blueprint.uses_celery or not path.endswith("/tasks.py"):
            yield path, text


@cache
def all_transforms() -> Mapping[str, Transform]:
    """Every transform by name."""
    return discover(transforms, "transform", Transform)


def _moved(blueprint: Blueprint, module: Module, files: Files) -> None:
    decisions = decide_moved(blueprint.cut, module)
    path = _module_path(module)
    original = (blueprint.cut.project.root / module.path).read_bytes()
    if decisions == Decisions():
        files.put(path, original, "copy", module.path)
        return
    text = rewrite(module.source, module.path, decisions, all_transforms())
    detail = f"loose keys: {', '.join(sorted(decisions.loose))}"
    files.put(path, text, "rewrite", module.path, detail)


def _staying(blueprint: Blueprint, module: Module, files: Files) -> None:
    decisions = decide_staying(blueprint.cut, blueprint.closure, module)
    text = rewrite(module.source, module.path, decisions, all_transforms())
    names = sorted(each.name for each in blueprint.closure.pieces if each.module == module.name)
    files.put(_module_path(module), text, "slice", module.path, ", ".join(names))


def _folders_of_moved_apps(blueprint: Blueprint, files: Files) -> None:
    """Take along everything else in the folders of moved apps: templates, static files, fixtures,
    translations."""
    project = blueprint.cut.project
    for app in project.apps:
        if app.label not in blueprint.cut.moved:
            continue
        package = PurePosixPath(*app.name.split("."))
        inner = tuple(
            f"{each.path}/"
            for each in project.apps
            if each.label not in blueprint.cut.moved and each.path.startswith(f"{app.path}/")
        )
        for path in sorted((project.root / app.path).rglob("*")):
            relative = path.relative_to(project.root / app.path)
            if path.is_file() and _LEFT.isdisjoint(relative.parts) and path.suffix != ".pyc":
                if path.suffix == ".py" and not path.is_symlink():
                    continue
                origin = path.relative_to(project.root).as_posix()
                if origin.startswith(inner):
                    continue
                files.put(str(package / relative.as_posix()), path.read_bytes(), "copy", origin)


def _shared_folders(blueprint: Blueprint) -> Iterator[tuple[str, bytes]]:
    """Take along the static files and translations that belong to no app, and the translations of
    the apps of which code or pages come along."""
    root = blueprint.cut.project.root
    taken = [("static", each) for each in generated.folders(blueprint, "STATICFILES_DIRS")]
    taken += [("locale", each) for each in generated.folders(blueprint, "LOCALE_PATHS")]
    for target, folder in [*taken, *generated.translations(blueprint)]:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                relative = path.relative_to(root / folder).as_posix()
                yield f"{target}/{relative}", path.read_bytes()


def _packages(blueprint: Blueprint, files: Files) -> None:
    """Make packages of the folders above every module, where they are packages in the monolith."""
    for path in sorted(files.content):
        if not path.endswith(".py"):
            continue
        for folder in PurePosixPath(path).parents:
            if str(folder) == ".":
                continue
            parts = folder.parts[1:] if folder.parts[0] == ends.FOLDER else folder.parts
            module = blueprint.cut.module(".".join(parts)) if parts else None
            if module is not None and module.is_package:
                files.put(f"{folder}/__init__.py", "", "generate")


def _module_path(module: Module) -> str:
    """Where a module lies in the service: by its dotted name, whatever folder it has in the
    monolith."""
    path = module.name.replace(".", "/")
    return f"{path}/__init__.py" if module.is_package else f"{path}.py"


def _target(blueprint: Blueprint, path: str) -> str:
    """A moved app's file under the app's import name."""
    for app in blueprint.cut.project.apps:
        if app.label in blueprint.cut.moved and path.startswith(f"{app.path}/"):
            return f"{app.name.replace('.', '/')}/{path.removeprefix(app.path + '/')}"
    return path
