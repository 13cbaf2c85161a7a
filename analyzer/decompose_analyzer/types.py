"""What an expression is, as far as Django's conventions and the code around it tell.

It is a light inference: assignments, parameters (annotation, framework, callers, naming), `self` by
the class around, managers and query sets, relations, functions by what they return. What it can't
tell is None; what only a naming convention says is marked as guessed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from functools import cached_property

from decompose_analyzer import hints, orm, outside
from decompose_analyzer.bindings import Bindings, Bound, Part
from decompose_analyzer.callers import Callers
from decompose_analyzer.class_models import ClassModels
from decompose_analyzer.classes import Classes, FunctionNode, Member
from decompose_analyzer.conventions import Conventions
from decompose_analyzer.hints import element, one, rows
from decompose_analyzer.managers import Managers
from decompose_analyzer.model_map import Hop, ModelMap
from decompose_analyzer.syntax import class_around, decorated, is_property, is_super
from decompose_analyzer.values import REQUEST, Shape, Value
from decompose_source.index import called_name
from decompose_source.modules import Module
from decompose_source.project import Project

DEEPEST = 100  # expressions nested deeper than this are data, not code about models
PASSES_ROWS = frozenset(
    {"list", "tuple", "set", "sorted", "reversed", "frozenset", "iter", "get_list_or_404"}
)
TAKES_ONE = frozenset({"get_object_or_404", "aget_object_or_404", "next"})
SELF_ROW = frozenset({"get_object", "aget_object"})
SELF_ROWS = frozenset({"get_queryset", "filter_queryset", "paginate_queryset"})
# What a framework fills in by the parameter's name: a row or the rows of the class's model.
FILLED_IN = {
    "obj": Shape.INSTANCE,
    "instance": Shape.INSTANCE,
    "queryset": Shape.ROWS,
    "qs": Shape.ROWS,
}
# What an instance of a class about a model holds.
HELD = {
    "object": Shape.INSTANCE,
    "instance": Shape.INSTANCE,
    "queryset": Shape.ROWS,
    "object_list": Shape.ROWS,
    "model": Shape.MODEL,
}


class Types:
    """Infers for all modules of one project; answers are kept."""

    def __init__(self, project: Project, models: ModelMap, classes: Classes) -> None:
        self._project = project
        self._names = project.names
        self._models = models
        self._classes = classes
        self._class_models = ClassModels(project, classes, self.of)
        self.callers = Callers(project)
        self._managers = Managers(project, classes)
        self._senders = {each.receiver: each.sender for each in project.receivers if each.sender}
        self.conventions = Conventions(models.models, self._user)
        self._model_classes = frozenset(each.dotted for each in models.models.values())
        self._bindings: dict[str, Bindings] = {}
        self._known: dict[ast.AST, Value | None] = {}
        self._functions: dict[ast.Call, str | None] = {}
        self._depth = 0

    def of(self, module: Module, node: ast.AST) -> Value | None:
        """Infer one expression, or what a function statement returns."""
        if node in self._known:
            return self._known[node]
        if self._depth > DEEPEST:
            return None
        self._known[node] = None  # a name that is made from itself is unknown
        self._depth += 1
        try:
            value = self._infer(module, node)
        finally:
            self._depth -= 1
        self._known[node] = value
        return value

    def hop(self, module: Module, node: ast.Attribute) -> Hop | None:
        """Return the relation that an attribute follows, if it does."""
        if node.attr not in self._models.attribute_names:
            return None
        base = self.of(module, node.value)
        if base is None or base.shape is not Shape.INSTANCE:
            return None
        return self._models.attribute(base.name, node.attr)

    def manager(self, module: Module, node: ast.Attribute) -> str | None:
        """Return the model whose manager an attribute is: `Order.objects`."""
        if node.attr not in self.manager_names:
            return None
        value, base = self.of(module, node), self.of(module, node.value)
        if value is None or base is None:
            return None
        is_manager = value.shape is Shape.ROWS and base.shape is Shape.MODEL
        return base.name if is_manager else None

    def model_of_class(self, dotted: str) -> str | None:
        """Return the model that a view, serializer, form or admin is about, or that it is."""
        return self._class_models.of(dotted)

    def bound(self, module: Module, node: ast.AST) -> ast.expr | None:
        """Return the expression that a local name was last set to."""
        found = self._bindings_of(module).of(node.id, node) if isinstance(node, ast.Name) else None
        is_whole = found is not None and found.part is Part.WHOLE and found.node is not node
        return found.node if found and is_whole and isinstance(found.node, ast.expr) else None

    def bindings(self, module: Module, node: ast.Name) -> list[Bound]:
        """Return what a local name may have been set to, the binding in force first."""
        return self._bindings_of(module).all_of(node.id, node)

    def class_of(self, module: Module, node: ast.AST) -> str | None:
        """Return the dotted name of the project's class that an expression is an instance of."""
        return self._class_of(self.of(module, node))

    def function(self, module: Module, call: ast.Call) -> str | None:
        """Return the dotted name of the project's function, method or class that a call runs."""
        if call not in self._functions:
            self._functions[call] = self._find_function(module, call)
        return self._functions[call]

    def _find_function(self, module: Module, call: ast.Call) -> str | None:
        callee = call.func
        if isinstance(callee, ast.Attribute):
            found = self._find_method(module, callee)
            if found is not None:
                return f"{found.owner}.{callee.attr}"
        dotted = self._names.resolve(module, callee, call)
        definition = self._names.definition(dotted) if dotted else None
        return definition.dotted if definition else None

    def _find_method(self, module: Module, callee: ast.Attribute) -> Member | None:
        """Find the method that `row.method()` runs; what nobody defines needs no inference."""
        if callee.attr not in self._project.sources.function_names:
            return None
        value = self.of(module, callee.value)
        owner = self._class_of(value) or self._above(module, callee)
        found = self._classes.method(owner, callee.attr) if owner else None
        if found is None and value is not None and value.shape is Shape.ROWS:
            found = self._managers.method(value.name, callee.attr)
        return found

    def _infer(  # noqa: PLR0911  one line a kind of expression
        self, module: Module, node: ast.AST
    ) -> Value | None:
        match node:
            case ast.Name():
                return self._name(module, node)
            case ast.Attribute():
                return self._attribute(module, node)
            case ast.Call():
                return self._call(module, node)
            case ast.Subscript():
                return self._subscript(module, node)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                return self._returned(module, node)
            case ast.Await() | ast.NamedExpr() | ast.Starred():
                return self.of(module, node.value)
            case ast.IfExp():
                return self.of(module, node.body) or self.of(module, node.orelse)
            case ast.BoolOp():
                return _first(self.of(module, each) for each in node.values)
            case ast.BinOp(op=ast.BitOr() | ast.BitAnd()):
                return self.of(module, node.left)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp():
                return rows(self.of(module, node.elt))
            case _:
                return None

    # Names

    def _name(self, module: Module, node: ast.Name) -> Value | None:
        bound = self._bindings_of(module).of(node.id, node)
        if bound is not None and bound.node is not node:
            value = self._bound(module, bound)
            if value is not None or bound.part is not Part.WHOLE:
                return value
        return self._dotted(self._names.resolve(module, node, node))

    def _bound(self, module: Module, bound: Bound) -> Value | None:
        match bound.part:
            case Part.PARAMETER:
                assert isinstance(bound.node, ast.arg)
                return self._parameter(module, bound.node)
            case Part.ANNOTATION:
                return self._annotation(module, bound.node)
            case Part.WHOLE:
                return self.of(module, bound.node)
            case Part.ELEMENT:
                return element(self.of(module, bound.node))
            case Part.ITEM:
                value = self.of(module, bound.node)
                is_row = value is not None and value.shape is Shape.PAIR and bound.item == 0
                return Value(Shape.INSTANCE, value.name) if value and is_row else None
            case Part.UNKNOWN:
                return None

    def _parameter(self, module: Module, node: ast.arg) -> Value | None:
        if node.annotation is not None:
            return self._annotation(module, node.annotation)
        arguments = module.index.parent_of(node)
        owner = module.index.parent_of(arguments) if arguments is not None else None
        scope = module.index.scope_for(owner) if owner is not None else None
        if scope is None or not isinstance(owner, FunctionNode):
            return None
        if scope.parent is not None and isinstance(scope.parent.node, ast.ClassDef):
            value = self._of_method(module, scope.parent.node, owner, node)
            if value is not None:
                return value
        if node.arg == "request":
            return REQUEST
        function = f"{module.name}.{scope.qualname}"
        if node.arg == "instance" and function in self._senders:
            return Value(Shape.INSTANCE, str(self._senders[function]))
        return self._passed(module, function, owner, node)

    def _passed(
        self, module: Module, function: str, owner: FunctionNode, node: ast.arg
    ) -> Value | None:
        """Take what the callers agree on, else what the parameter's name says."""
        passed = self.callers.arguments(function, owner, node)
        found = {each for each in (self.of(caller, each) for caller, each in passed) if each}
        if found:
            # A function that is handed rows of several models is about none of them.
            return found.pop() if len(found) == 1 else None
        return self.conventions.row(node.arg, self._project.app_of(module))

    def _of_method(
        self, module: Module, cls: ast.ClassDef, owner: FunctionNode, node: ast.arg
    ) -> Value | None:
        """Tell `self`, `cls`, and what frameworks pass to methods of classes about a model."""
        dotted = self._classes.dotted(module, cls)
        arguments = [*owner.args.posonlyargs, *owner.args.args]
        if arguments and arguments[0] is node and not decorated(owner, "staticmethod"):
            is_class = node.arg == "cls" or decorated(owner, "classmethod")
            return self._self(dotted, Shape.CLASS if is_class else Shape.OBJECT)
        shape = FILLED_IN.get(node.arg)
        if shape is None or dotted in self._model_classes:
            return None
        label = self.model_of_class(dotted)
        return Value(shape, label) if label else None

    def _self(self, dotted: str, shape: Shape) -> Value:
        model = self._project.model_of(dotted)
        if model is None:
            label = self._managers.model_of(dotted) if shape is Shape.OBJECT else None
            return Value(Shape.ROWS, label) if label else Value(shape, dotted)
        label = self._concrete.get(model.label, model.label) if model.abstract else model.label
        return Value(Shape.INSTANCE if shape is Shape.OBJECT else Shape.MODEL, label)

    @cached_property
    def _concrete(self) -> Mapping[str, str]:
        """Map each abstract model to the one model that is made of it, where there is one."""
        heirs: dict[str, list[str]] = {}
        for model in self._project.models:
            lineage = () if model.abstract or model.proxy else self._classes.ancestors(model.dotted)
            for base in lineage[1:]:
                above = self._project.model_of(base)
                if above is not None and above.abstract:
                    heirs.setdefault(above.label, []).append(model.label)
        return {label: found[0] for label, found in heirs.items() if len(found) == 1}

    def _annotation(self, module: Module, node: ast.AST) -> Value | None:
        return hints.value_of(
            node, lambda inner: self._dotted(self._names.resolve(module, inner, node))
        )

    def _dotted(self, dotted: str | None) -> Value | None:
        """Tell what a resolved name is: a model, another class, or a value at a module's level."""
        if dotted is None:
            return None
        model = self._project.model_of(dotted)
        if model is not None or dotted in outside.MODELS:
            return Value(Shape.MODEL, model.label if model else outside.MODELS[dotted])
        definition = self._names.definition(dotted)
        if definition is None:
            return None
        if isinstance(definition.node, ast.ClassDef):
            return Value(Shape.CLASS, definition.dotted)
        if isinstance(definition.node, ast.expr):
            return self.of(definition.module, definition.node)
        return None

    # Attributes

    def _attribute(self, module: Module, node: ast.Attribute) -> Value | None:
        base = self.of(module, node.value)
        if base is None:
            return self._dotted(self._names.resolve(module, node, node))
        match base.shape:
            case Shape.INSTANCE:
                return self._row_attribute(base, node.attr)
            case Shape.MODEL:
                return self._model_attribute(base, node.attr)
            case Shape.REQUEST:
                return self._user() if node.attr == "user" else None
            case Shape.OBJECT | Shape.CLASS:
                return self._object_attribute(base, node.attr)
            case Shape.ROWS | Shape.PAIR:
                is_model = base.shape is Shape.ROWS and node.attr == "model"
                return Value(Shape.MODEL, base.name) if is_model else None

    def _row_attribute(self, base: Value, name: str) -> Value | None:
        hop = self._models.attribute(base.name, name)
        if hop is not None:
            return Value(Shape.ROWS if hop.many else Shape.INSTANCE, hop.model, base.guessed)
        if name == "__class__":
            return Value(Shape.MODEL, base.name)
        member = self._member(base, name)
        if member and isinstance(member.node, FunctionNode) and is_property(member.node):
            return self.of(member.module, member.node)
        return None

    def _model_attribute(self, base: Value, name: str) -> Value | None:
        if name in orm.MANAGER_NAMES:
            return Value(Shape.ROWS, base.name)
        member = self._member(base, name) if name in self.manager_names else None
        is_manager = member is not None and self._managers.is_made(member.module, member.node)
        return Value(Shape.ROWS, base.name) if is_manager else None

    @cached_property
    def manager_names(self) -> frozenset[str]:
        """The names that managers have in classes of models."""
        return orm.MANAGER_NAMES | self._managers.names(self._model_classes)

    def _object_attribute(self, base: Value, name: str) -> Value | None:
        if name == "request":
            return REQUEST
        label = self.model_of_class(base.name) if name in HELD else None
        if label is not None:
            return Value(HELD[name], label)
        for owner in self._classes.ancestors(base.name):
            definition = self._names.definition(owner)
            if definition is None or not isinstance(definition.node, ast.ClassDef):
                continue
            bound = self._bindings_of(definition.module).of_self(definition.node, name)
            value = self._bound(definition.module, bound) if bound else None
            if value is not None:
                return value
        member = self._classes.member(base.name, name)
        if member is None or (
            isinstance(member.node, FunctionNode) and not is_property(member.node)
        ):
            return None
        return self.of(member.module, member.node)

    # Calls

    def _call(self, module: Module, node: ast.Call) -> Value | None:
        callee = node.func
        if isinstance(callee, ast.Attribute):
            base = self.of(module, callee.value) or self._of_super(module, callee.value)
            if base is not None:
                return self._method(base, callee.attr)
        known = self._known_function(module, node)
        if known is not None:
            return known
        target = self.of(module, callee)
        if target is not None and target.shape in (Shape.MODEL, Shape.CLASS):
            return one(target)
        function = self.function(module, node)
        definition = self._names.definition(function) if function else None
        if definition is None or not isinstance(definition.node, FunctionNode):
            return None
        return self.of(definition.module, definition.node)

    def _known_function(self, module: Module, node: ast.Call) -> Value | None:
        """Tell the shortcuts of Django and the builtins that hand rows through."""
        name = called_name(node)
        if name == "get_user_model":
            return Value(Shape.MODEL, self._user().name)
        if name == "get_model":
            return self._get_model(node)
        if node.args and name in TAKES_ONE:
            value = self.of(module, node.args[0])
            return element(value) or one(value)
        if node.args and name in PASSES_ROWS:
            return rows(self.of(module, node.args[0]))
        return None

    def _get_model(self, node: ast.Call) -> Value | None:
        parts = [each.value for each in node.args if isinstance(each, ast.Constant)]
        name = ".".join(each for each in parts if isinstance(each, str))
        label = self._models.label(name) or outside.BY_LOWER.get(name.lower())
        return Value(Shape.MODEL, label) if label else None

    def _method(self, base: Value, name: str) -> Value | None:
        match base.shape:
            case Shape.ROWS:
                return self._own_rows_method(base, name) or _rows_method(base, name)
            case Shape.INSTANCE | Shape.MODEL:
                return self._member_returned(self._member(base, name))
            case Shape.OBJECT | Shape.CLASS:
                return self._object_method(base, name)
            case Shape.REQUEST | Shape.PAIR:
                return None

    def _own_rows_method(self, base: Value, name: str) -> Value | None:
        """Tell what a manager's own method gives, where its body or annotation says so."""
        found = self._managers.method(base.name, name)
        value = self._member_returned(found) if found is not None else None
        return value if value is not None and value.is_model else None

    def _object_method(self, base: Value, name: str) -> Value | None:
        label = self.model_of_class(base.name)
        if label and name in SELF_ROW:
            return Value(Shape.INSTANCE, label)
        if label and name in SELF_ROWS:
            return Value(Shape.ROWS, label)
        if label and name == "save" and self._classes.method(base.name, "save") is None:
            return Value(Shape.INSTANCE, label)
        return self._member_returned(self._classes.method(base.name, name))

    def _above(self, module: Module, callee: ast.Attribute) -> str | None:
        """Return the nearest base that has the method of `super().method`."""
        cls = class_around(module, callee) if is_super(callee.value) else None
        lineage = self._classes.ancestors(self._classes.dotted(module, cls)) if cls else ()
        return next((each for each in lineage[1:] if self._classes.method(each, callee.attr)), None)

    def _of_super(self, module: Module, node: ast.expr) -> Value | None:
        cls = class_around(module, node) if is_super(node) else None
        value = self._self(self._classes.dotted(module, cls), Shape.OBJECT) if cls else None
        return value if value and value.shape in (Shape.OBJECT, Shape.ROWS) else None

    def _subscript(self, module: Module, node: ast.Subscript) -> Value | None:
        base = self.of(module, node.value)
        if base is None or base.shape not in (Shape.ROWS, Shape.PAIR):
            return None
        if isinstance(node.slice, ast.Slice):
            return base
        return Value(Shape.INSTANCE, base.name, base.guessed)

    # What functions return

    def _member_returned(self, member: Member | None) -> Value | None:
        if member is None or not isinstance(member.node, FunctionNode):
            return None
        return self.of(member.module, member.node)

    def _returned(self, module: Module, node: FunctionNode) -> Value | None:
        if node.returns is not None:
            return self._annotation(module, node.returns)
        own = [each.value for each in module.index.returns_of(node) if each.value]
        found = [value for value in (self.of(module, each) for each in own) if value is not None]
        # What gives rows of several models gives none that is known.
        return found[0] if len({each.name for each in found}) == 1 else None

    def _member(self, base: Value, name: str) -> Member | None:
        model = self._models.models.get(base.name)
        return self._classes.member(model.dotted, name) if model else None

    def _class_of(self, value: Value | None) -> str | None:
        if value is None:
            return None
        if value.shape in (Shape.OBJECT, Shape.CLASS):
            return value.name
        model = self._models.models.get(value.name)
        is_row = value.shape in (Shape.INSTANCE, Shape.MODEL)
        return model.dotted if model and is_row else None

    def _user(self) -> Value:
        named = str(self._project.settings.get("AUTH_USER_MODEL") or "auth.User")
        return Value(Shape.INSTANCE, self._models.label(named) or named)

    def _bindings_of(self, module: Module) -> Bindings:
        known = self._bindings.get(module.path)
        if known is None:
            known = self._bindings[module.path] = Bindings(module)
        return known


def _rows_method(base: Value, name: str) -> Value | None:
    if name in orm.GIVES_SCALAR:
        return None
    if name in orm.GIVES_PAIR:
        return Value(Shape.PAIR, base.name)
    if name in orm.GIVES_INSTANCE or name.startswith("get_by_"):
        return Value(Shape.INSTANCE, base.name, base.guessed)
    return Value(Shape.ROWS, base.name, base.guessed)


def _first(values: Iterable[Value | None]) -> Value | None:
    return next((each for each in values if each is not None), None)
