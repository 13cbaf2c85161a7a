"""Models as Django would register them: tables, columns and relations, abstract ones included."""

from __future__ import annotations

from collections.abc import Callable

from decompose_core.location import Location
from decompose_core.monolith import Field, Model, Relation, RelationKind
from decompose_core.problem import Level, Problem
from decompose_source.evaluation.evaluator import Evaluator
from decompose_source.evaluation.values import Class, External, Unknown, Value
from decompose_source.startup.fields import KnownField, target_name
from decompose_source.startup.options import Options, options_of
from decompose_source.startup.registry import Registry, Settings, registry_of

_NAMED_BY_DEFAULT = (RelationKind.FK, RelationKind.O2O, RelationKind.M2M)
_AUTO_FIELD = "django.db.models.AutoField"


class ModelReader:
    """Turns evaluated model classes into core models; unknown targets become problems."""

    def __init__(self, evaluator: Evaluator, is_own: Callable[[str], bool]) -> None:
        self.evaluator = evaluator
        self.registry: Registry = registry_of(evaluator)
        self.is_own = is_own
        self.problems: list[Problem] = []
        self.targets = 0
        self.unknown_targets = 0

    def read(self) -> tuple[Model, ...]:
        """Read every model of the project's own."""
        classes = [*self.registry.models.values(), *self.registry.abstract]
        found = [self._model(each) for each in classes if self._is_listed(each)]
        return tuple(sorted(found, key=lambda each: (each.label, each.dotted)))

    def _is_listed(self, cls: Class) -> bool:
        """Whether it is the project's own, and no join table that a field made for itself."""
        options = options_of(cls)
        automatic = options is not None and isinstance(options.option("auto_created"), Class)
        return self.is_own(cls.module) and not automatic

    def _model(self, cls: Class) -> Model:
        options = options_of(cls)
        assert options is not None
        label = options.app_label or ""
        return Model(
            f"{label}.{cls.name}",
            cls.dotted,
            label,
            options.db_table if options.app_label else "",
            cls.location or Location(""),
            abstract=options.abstract,
            proxy=options.proxy,
            managed=options.option("managed") is not False,
            fields=self._fields(options),
        )

    def _fields(self, options: Options) -> tuple[Field, ...]:
        fields = [self._field(each, options) for each in options.fields.values()]
        if options.auto_key is not None:
            fields.insert(0, Field(options.auto_key, self._auto_field(options), options.auto_key))
        return tuple(fields)

    def _auto_field(self, options: Options) -> str:
        """The class of an implicit key: the app decides, then the settings."""
        entry = self.registry.apps.get(options.app_label or "")
        given: Value = None
        if entry is not None and isinstance(entry.config.cls, Class):
            found = entry.config.cls.find("default_auto_field")
            given = found[1] if found is not None else None
        given = given or Settings().attribute(self.evaluator, "DEFAULT_AUTO_FIELD")
        name = given if isinstance(given, str) else _AUTO_FIELD
        return name.replace("django.db.models.", "django.db.models.fields.")

    def _field(self, known: KnownField, options: Options) -> Field:
        column = known.column(self.evaluator)
        if known.option("primary_key") is True and "null" not in known.instance.kwargs:
            null = False
        else:
            null = known.option("null") is True
        return Field(known.name, known.class_name, column, null, self._relation(known, options))

    def _relation(self, known: KnownField, options: Options) -> Relation | None:
        if known.kind is None:
            return None
        to = None if known.kind is RelationKind.GFK else self._target(known, options)
        related = self._related_name(known, options)
        return Relation(known.kind, to, known.on_delete(), related, self._through(known, options))

    def _related_name(self, known: KnownField, options: Options) -> str | None:
        """The name that the target gets for the way back; a symmetrical relation has none."""
        symmetrical = known.option("symmetrical", known.option("to") == "self")
        if known.kind is RelationKind.M2M and symmetrical is True and known.option("to") == "self":
            return None
        related = known.text(self.evaluator, "related_name")
        if related is None and known.kind in _NAMED_BY_DEFAULT:
            default = options.option("default_related_name")
            related = default if isinstance(default, str) else None
        if related is not None:
            related = related.replace("%(class)s", options.model_name)
            related = related.replace("%(app_label)s", options.app_label or "")
        return related or None

    def _target(self, known: KnownField, options: Options) -> str | None:
        to = known.option("to")
        label = self._target_through(known, options) or self.label_of(to, options)
        self.targets += 1
        if label is None:
            self.unknown_targets += 1
            reason = to.reason if isinstance(to, Unknown) else "it is computed"
            message = f"the target of {options.cls.name}.{known.name} isn't known: {reason}"
            self.problems.append(Problem(Level.WARNING, message, known.location))
        return label

    def _target_through(self, known: KnownField, options: Options) -> str | None:
        """The target that a field of the join model has, where the relation leaves it to that."""
        name = known.instance.names.get("decompose_target")
        through = self._through(known, options)
        if not isinstance(name, str) or through is None:
            return None
        join = options_of(self.registry.model(through))
        field = join.all_fields().get(name) if join is not None else None
        return None if join is None or field is None else self._target(field, join)

    def _through(self, known: KnownField, options: Options) -> str | None:
        through = known.instance.kwargs.get("through")
        return None if through is None else self.label_of(through, options)

    def label_of(self, to: Value, options: Options) -> str | None:
        """Give `app.Model` for whatever a relation names its target by."""
        name = target_name(to)
        if isinstance(name, Class):
            found = options_of(name)
            return found.label if found is not None else None
        if name is None:
            return None
        if isinstance(to, External):
            return label_of_external(name)
        if name == "self":
            return options.label
        app, _, model = name.rpartition(".")
        known = self.registry.model(app or options.app_label or "", model)
        found = options_of(known)
        if found is not None:
            return found.label
        return f"{app or options.app_label}.{model}"


def label_of_external(dotted: str) -> str | None:
    """Guess the label of a model in a package that isn't at hand: the package's last name."""
    parts = dotted.split(".")
    if "models" not in parts:
        return None
    place = parts.index("models")
    return f"{parts[place - 1]}.{parts[-1]}" if place else None
