"""Celery tasks, one function a way to write one."""

from __future__ import annotations

from collections.abc import Callable

from tests.source.synthetic.drafting import App, Draft, Module

_CELERY = """
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "{settings}")

app = Celery("{name}")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks({arguments})
"""
_Way = Callable[[Draft, Module], None]


def write_tasks(draft: Draft, settings: str) -> None:
    """Write the Celery app and tasks for some apps."""
    if draft.dice.chance(0.25):
        return
    module = draft.module(f"{draft.config}.celery")
    module.imports += ["import os", "from celery import Celery"]
    other = draft.dice.chance(0.2)
    arguments = draft.dice.choice(['related_name="jobs"']) if other else ""
    module.add(_CELERY.format(settings=settings, name=draft.config, arguments=arguments))
    if draft.dice.chance(0.3):
        module.add(
            "@app.task(bind=True, ignore_result=True)\ndef debug_task(self):\n    return None"
        )
    _import_at_start(draft)
    for app in draft.apps:
        if draft.dice.chance(0.6):
            _tasks_of(draft, app, "jobs" if other else "tasks")


def _import_at_start(draft: Draft) -> None:
    package = draft.module(draft.config, is_package=True)
    package.imports.append(
        draft.dice.choice(
            [
                "from .celery import app as celery_app",
                f"from {draft.config}.celery import app as celery_app",
            ]
        )
    )
    package.add('__all__ = ("celery_app",)')


def _tasks_of(draft: Draft, app: App, name: str) -> None:
    module = draft.module(f"{app.package}.{name}")
    for _ in range(draft.dice.randint(1, 3)):
        draft.dice.one_of(_WAYS)(draft, module)
    if draft.dice.chance(0.15):
        hidden = draft.module(f"{app.package}.background")
        shared(draft, hidden)
        if app.config is not None and draft.dice.chance(0.5):
            app.ready.append(f"import {hidden.name}  # noqa: F401")


def _function(draft: Draft, module: Module, decorator: str, arguments: str = "") -> None:
    name = draft.word()
    module.add(f"@{decorator}\ndef {name}({arguments}):\n    return None")


def shared(draft: Draft, module: Module) -> None:
    """shared_task, bare."""
    _function(draft, module, module.use("celery", "shared_task"))


def shared_with_options(draft: Draft, module: Module) -> None:
    """shared_task with options."""
    options = draft.dice.choice(
        ["ignore_result=True", "bind=True", "max_retries=3, acks_late=True", ""]
    )
    arguments = "self" if "bind" in options else "key"
    _function(draft, module, f"{module.use('celery', 'shared_task')}({options})", arguments)


def named(draft: Draft, module: Module) -> None:
    """shared_task with a name."""
    name = draft.dice.choice(
        [f'"{draft.word()}"', f'"jobs.{draft.word()}"', '__name__ + ".run_it"']
    )
    _function(draft, module, f"{module.use('celery', 'shared_task')}(name={name})")


def by_app(draft: Draft, module: Module) -> None:
    """A task of the project's own Celery app."""
    app = module.use(f"{draft.config}.celery", "app")
    options = draft.dice.choice(["", "()", f'(name="{draft.word()}")', "(bind=True)"])
    _function(draft, module, f"{app}.task{options}", "*args")


def own_decorator(draft: Draft, module: Module) -> None:
    """A decorator of the project's own around shared_task."""
    shared_task, name = module.use("celery", "shared_task"), draft.word()
    module.add(
        f"def {name}(**options):\n"
        '    options.setdefault("ignore_result", True)\n'
        f"    return {shared_task}(**options)"
    )
    _function(draft, module, f"{name}(max_retries=2)")


def under_decorator(draft: Draft, module: Module) -> None:
    """A task whose function is decorated too."""
    atomic = module.use("django.db.transaction", "atomic")
    shared_task = module.use("celery", "shared_task")
    _function(draft, module, f"{shared_task}\n@{atomic}")


def task_class(draft: Draft, module: Module) -> None:
    """A class registered with the app."""
    name = f"{draft.class_word()}Task"
    base, app = module.use("celery", "Task"), module.use(f"{draft.config}.celery", "app")
    line = draft.dice.choice([f'    name = "{draft.word()}"\n\n', ""])
    module.add(f"class {name}({base}):\n{line}    def run(self):\n        return None")
    module.add(f"{draft.word()} = {app}.register_task({name}())")


_WAYS: list[tuple[int, _Way]] = [
    (8, shared),
    (5, shared_with_options),
    (3, named),
    (3, by_app),
    (1, own_decorator),
    (2, under_decorator),
    (1, task_class),
]
