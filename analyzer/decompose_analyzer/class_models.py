"""Which model a class is about: by a view's query set, a form's Meta, an admin's registration."""

from __future__ import annotations

import ast
from collections.abc import Callable

from decompose_analyzer.classes import Classes, FunctionNode, Member
from decompose_analyzer.values import Shape, Value
from decompose_source.modules import Module
from decompose_source.project import Project

MEMBERS = ("queryset", "model", "serializer_class", "form_class")
META_MEMBERS = ("model", "queryset")

Infer = Callable[[Module, ast.AST], Value | None]


class ClassModels:
    """Answers for all classes of one project; `infer` tells what an expression is."""

    def __init__(self, project: Project, classes: Classes, infer: Infer) -> None:
        self._project = project
        self._classes = classes
        self._infer = infer
        self._known: dict[str, str | None] = {}
        self._registered: dict[str, str] | None = None

    def of(self, dotted: str) -> str | None:
        """Return the label of the model that a class is about, or that it is."""
        if dotted not in self._known:
            self._known[dotted] = None
            self._known[dotted] = self._find(dotted)
        return self._known[dotted]

    def _find(self, dotted: str) -> str | None:
        model = self._project.model_of(dotted)
        if model is not None:
            return model.label
        found = [self._classes.member(dotted, name) for name in MEMBERS]
        found += [self._classes.inner(dotted, "Meta", name) for name in META_MEMBERS]
        for each in found:
            label = self._label(self._value(each))
            if label is not None:
                return label
        method = self._classes.method(dotted, "get_queryset")
        value = self._infer(method.module, method.node) if method else None
        return self._label(value) or self._registrations().get(dotted)

    def _value(self, member: Member | None) -> Value | None:
        if member is None or isinstance(member.node, FunctionNode | ast.ClassDef):
            return None
        return self._infer(member.module, member.node)

    def _label(self, value: Value | None) -> str | None:
        if value is None:
            return None
        if value.is_model:
            return value.name
        return self.of(value.name) if value.shape is Shape.CLASS else None

    def _registrations(self) -> dict[str, str]:
        """Read every `@admin.register(Model)` and `site.register(Model, ModelAdmin)` once."""
        if self._registered is None:
            self._registered = {}
            for _, module in sorted(self._project.modules.items()):
                if "register" not in module.source:
                    continue
                for call in module.index.calls_named({"register"}):
                    self._read_registration(module, call, self._registered)
        return self._registered

    def _read_registration(
        self, module: Module, call: ast.Call, registered: dict[str, str]
    ) -> None:
        if not call.args:
            return
        model = self._infer(module, call.args[0])
        if model is None or model.shape is not Shape.MODEL:
            return
        parent = module.index.parent_of(call)
        if isinstance(parent, ast.ClassDef):
            registered.setdefault(self._classes.dotted(module, parent), model.name)
        elif len(call.args) > 1:
            dotted = self._project.names.resolve(module, call.args[1], call)
            if dotted is not None:
                registered.setdefault(dotted, model.name)
