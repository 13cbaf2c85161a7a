"""Relations, one function a way to write one."""

from __future__ import annotations

from tests.source.synthetic.drafting import ClassDraft, Model
from tests.source.synthetic.making import Feature, Making

_ON_DELETE = ("CASCADE", "PROTECT", "RESTRICT", "DO_NOTHING")


def foreign_key(making: Making) -> None:
    """A foreign key, by class, by string or to itself."""
    making.write(f"{making.draft.word()} = {_key(making, 'ForeignKey')}")


def one_to_one(making: Making) -> None:
    """A one-to-one field."""
    making.write(f"{making.draft.word()} = {_key(making, 'OneToOneField')}")


def nullable_key(making: Making) -> None:
    """A foreign key that is emptied when its target goes."""
    target, on_delete = _target(making), making.models("SET_NULL")
    name = making.draft.word()
    making.write(
        f"{name} = {making.models('ForeignKey')}(",
        f"    to={target},",
        f"    on_delete={on_delete},",
        "    null=True,",
        f"    {_related_name(making)}",
        ")",
    )


def set_value(making: Making) -> None:
    """A foreign key with a function that gives the replacement."""
    stand_in = making.module.use(making.draft.local["fields"], "stand_in")
    on_delete = f"{making.models('SET')}({stand_in})"
    key = making.models("ForeignKey")
    making.write(f"{making.draft.word()} = {key}({_target(making)}, {on_delete}, null=True)")


def own_on_delete(making: Making) -> None:
    """A foreign key with the project's own function as on_delete."""
    archive = making.module.use(making.draft.local["fields"], "archive")
    key = making.models("ForeignKey")
    making.write(f"{making.draft.word()} = {key}({_target(making)}, on_delete={archive})")


def to_user(making: Making) -> None:
    """A key to the user model, as Django's documentation says."""
    settings = making.module.use("django.conf", "settings")
    name = making.draft.word()
    key, on_delete = making.models("ForeignKey"), making.models("CASCADE")
    making.write(
        f'{name} = {key}({settings}.AUTH_USER_MODEL, {on_delete}, related_name="{name}_of")'
    )


def to_user_class(making: Making) -> None:
    """A key to what get_user_model() returns."""
    user = next((each for each in making.draft.models if each.kind == "user"), None)
    if user is not None and (not user.written or making.would_go_round(user)):
        return
    function = making.module.use("django.contrib.auth", "get_user_model")
    target = f"{function}()"
    if making.dice.chance(0.5):
        line = f"User = {target}"
        if line not in making.module.body and making.module.bound.setdefault("User", line) == line:
            making.module.add(line)
        target = "User" if line in making.module.body else target
    name = making.draft.word()
    key, on_delete = making.models("ForeignKey"), making.models("CASCADE")
    making.write(f'{name} = {key}({target}, on_delete={on_delete}, related_name="+")')


def to_field(making: Making) -> None:
    """A key to another unique field than the primary key."""
    with_unique = [each for each in making.written("concrete") if each.unique]
    if not with_unique:
        return
    other = making.dice.choice(with_unique)
    key, on_delete = making.models("ForeignKey"), making.models("CASCADE")
    making.write(
        f"{making.draft.word()} = {key}(",
        f'    {making.reach(other)}, to_field="{other.unique}", on_delete={on_delete},',
        f'    db_column="{making.draft.word()}", related_name="+",',
        ")",
    )


def own_key_class(making: Making) -> None:
    """A foreign key class of the project's own."""
    key = making.module.use(making.draft.local["fields"], "FlexibleForeignKey")
    making.write(f"{making.draft.word()} = {key}({_target(making)})")


def many(making: Making) -> None:
    """A many-to-many field with its automatic table."""
    name = making.draft.word()
    making.model.many.append(name)
    options = making.dice.choice(["", ", blank=True", f', related_name="{making.draft.word()}"'])
    if making.dice.chance(0.15):
        options = f', db_table="{making.draft.word()}"'
    field, target = making.models("ManyToManyField"), _target(making)
    making.write(f"{name} = {field}({target}{options})")


def many_to_self(making: Making) -> None:
    """A many-to-many field to the model itself."""
    options = making.dice.choice(["", ", symmetrical=False", ", symmetrical=True"])
    field = making.models("ManyToManyField")
    making.write(f'{making.draft.word()} = {field}("self"{options})')


def many_through(making: Making) -> None:
    """A many-to-many field over a model of its own, named before it exists."""
    if making.model.kind == "abstract":
        return
    others = [each for each in making.written("concrete") if each is not making.model]
    if not others:
        return
    other = making.dice.choice(others)
    name, through = making.draft.word(), making.draft.class_word()
    label = f"{making.model.app.label}.{through}"
    if not making.model.label_app and making.dice.chance(0.5):
        label = through
    field = making.models("ManyToManyField")
    making.write(f'{name} = {field}({making.reach(other)}, through="{label}")')
    key, cascade = making.models("ForeignKey"), making.models("CASCADE")
    statement = ClassDraft(through, [making.models("Model")])
    statement.body = [
        f"{making.draft.word()} = {key}({making.model.name}, on_delete={cascade})",
        f"{making.draft.word()} = {key}({making.reach(other)}, on_delete={cascade})",
        f"{making.draft.word()} = {making.models('IntegerField')}(default=0)",
    ]
    making.after.append(statement.text())
    model = Model(through, making.model.app, making.module.name, making.module.name)
    model.kind = "through"
    making.model.app.models.append(model)


def generic_key(making: Making) -> None:
    """A generic foreign key with the usual or with other names."""
    name = making.draft.word()
    generic = making.module.use("django.contrib.contenttypes.fields", "GenericForeignKey")
    content_type = making.module.use("django.contrib.contenttypes.models", "ContentType")
    kind, key = making.draft.word(), making.draft.word()
    making.write(
        f"{kind} = {making.models('ForeignKey')}(",
        f'    {content_type}, on_delete={making.models("CASCADE")}, related_name="+"',
        ")",
        f"{key} = {making.models('PositiveIntegerField')}()",
        f'{name} = {generic}("{kind}", "{key}")',
    )


def generic_relation(making: Making) -> None:
    """The reverse of a generic foreign key."""
    generic = making.module.use("django.contrib.contenttypes.fields", "GenericRelation")
    making.write(
        f"{making.draft.word()} = {generic}(",
        f'    {_target(making)}, content_type_field="kind", object_id_field="key"',
        ")",
    )


RELATIONS: list[tuple[int, Feature]] = [
    (20, foreign_key),
    (4, one_to_one),
    (5, nullable_key),
    (1, set_value),
    (1, own_on_delete),
    (5, to_user),
    (3, to_user_class),
    (3, to_field),
    (3, own_key_class),
    (7, many),
    (2, many_to_self),
    (3, many_through),
    (2, generic_key),
    (1, generic_relation),
]


def _key(making: Making, kind: str) -> str:
    target, on_delete = _target(making), making.models(making.dice.choice(_ON_DELETE))
    related = _related_name(making)
    shape = making.dice.choice(
        ["{target}, on_delete={on_delete}, {related}", "{target}, {on_delete}, {related}"]
    )
    arguments = shape.format(target=target, on_delete=on_delete, related=related).rstrip(", ")
    return f"{making.models(kind)}({arguments})"


def _target(making: Making) -> str:
    """Name a model to point to: itself, one that is written, or one that is still to come."""
    if making.dice.chance(0.08):
        return '"self"'
    if making.dice.chance(0.06):
        return making.dice.choice(['"contenttypes.ContentType"', '"auth.Group"'])
    ready = making.written("concrete", "proxy", "through", "user")
    if ready and making.dice.chance(0.55):
        return making.reach(making.dice.choice(ready))
    coming = [each for each in making.draft.models if each.kind in ("concrete", "proxy", "user")]
    other = making.dice.choice(coming)
    here = making.model.label.rpartition(".")[0]
    near = other.label.rpartition(".")[0] == here and making.model.kind != "abstract"
    if near and making.dice.chance(0.5):
        return f'"{other.name}"'
    label = other.label
    return f'"{label.lower()}"' if making.dice.chance(0.1) else f'"{label}"'


def _related_name(making: Making) -> str:
    if making.model.kind == "abstract":
        pattern = making.dice.choice(
            ["%(app_label)s_%(class)s_{}", "%(class)s_{}", "%(app_label)s_{}+", "+"]
        )
        return f'related_name="{pattern.format(making.draft.word())}",'
    if making.dice.chance(0.4):
        return ""
    return f'related_name="{making.dice.choice([making.draft.word(), "+"])}",'
