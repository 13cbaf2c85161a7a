"""Fields without a relation, one function a way to write one."""

from __future__ import annotations

from tests.source.synthetic.making import Feature, Making


def plain(making: Making) -> None:
    """The fields that every project has."""
    kind, options = making.dice.choice(
        [
            ("CharField", "max_length=80"),
            ("CharField", '"a label", max_length=20, blank=True'),
            ("TextField", 'blank=True, default=""'),
            ("TextField", "null=True, blank=True"),
            ("IntegerField", "default=0"),
            ("PositiveSmallIntegerField", "null=True"),
            ("DecimalField", "max_digits=10, decimal_places=2"),
            ("BooleanField", "default=False"),
            ("DateTimeField", "auto_now_add=True"),
            ("DateField", "blank=True, null=True"),
            ("DurationField", "null=True"),
            ("EmailField", ""),
            ("URLField", "blank=True"),
            ("FileField", 'upload_to="files/"'),
            ("JSONField", "default=dict"),
            ("GenericIPAddressField", "null=True"),
            ("BigIntegerField", "db_index=True"),
        ]
    )
    name = making.draft.word()
    making.model.plain.append(name)
    making.write(f"{name} = {making.models(kind)}({options})")


def unique(making: Making) -> None:
    """A field that a foreign key can point to."""
    name = making.draft.word()
    making.model.unique = name
    making.write(f"{name} = {making.models('SlugField')}(unique=True)")


def column(making: Making) -> None:
    """A column under another name than the field."""
    name, other = making.draft.word(), making.draft.word()
    line = f'{name} = {making.models("CharField")}(max_length=9, db_column="{other}")'
    making.write(line)


def annotated(making: Making) -> None:
    """A field with a type annotation, as type checkers want it."""
    name = making.draft.word()
    making.write(f"{name}: {making.models('Field')} = {making.models('CharField')}(max_length=5)")


def choices(making: Making) -> None:
    """An inner class of choices."""
    making.write(
        f"class Kind({making.models('TextChoices')}):",
        '    FIRST = "first", "First"',
        '    OTHER = "other", "Other"',
        "",
        f"{making.draft.word()} = {making.models('CharField')}(",
        "    max_length=10, choices=Kind.choices, default=Kind.FIRST",
        ")",
    )


def unpacked_options(making: Making) -> None:
    """Options shared through a dict of the module."""
    line = 'NULLABLE = {"null": True, "blank": True}'
    if line not in making.module.body:
        making.module.add(line)
    name = making.draft.word()
    making.write(f"{name} = {making.models('CharField')}(max_length=30, **NULLABLE)")


def own_class(making: Making) -> None:
    """A field class of the project's own."""
    expression = making.module.use(making.draft.local["fields"], "MoneyField")
    making.write(f"{making.draft.word()} = {expression}()")


def own_factory(making: Making) -> None:
    """A function that returns a field."""
    expression = making.module.use(making.draft.local["fields"], "short_text")
    making.write(f"{making.draft.word()} = {expression}({making.dice.choice(['', 'null=True'])})")


def partial(making: Making) -> None:
    """A field made by functools.partial."""
    expression = making.module.use("functools", "partial")
    made = f"{expression}({making.models('CharField')}, max_length=12)"
    making.write(f"{making.draft.word()} = {made}(null=True)")


def generated(making: Making) -> None:
    """A column that the database computes."""
    name, other = making.draft.word(), making.draft.word()
    making.write(
        f"{other} = {making.models('IntegerField')}(default=1)",
        f"{name} = {making.models('GeneratedField')}(",
        f'    expression={making.models("F")}("{other}"),',
        f"    output_field={making.models('IntegerField')}(),",
        "    db_persist=True,",
        ")",
    )


def no_field(making: Making) -> None:
    """What looks like a field and is none."""
    name = making.draft.word()
    making.write(
        f"{name.upper()} = {making.models('CharField')}",
        f"{name} = property(lambda self: {making.models('CharField')}(max_length=3))",
    )


FIELDS: list[tuple[int, Feature]] = [
    (30, plain),
    (5, unique),
    (3, column),
    (2, annotated),
    (4, choices),
    (2, unpacked_options),
    (3, own_class),
    (2, own_factory),
    (1, partial),
    (1, generated),
    (1, no_field),
]


def default_key(making: Making) -> None:
    """Leave the key to DEFAULT_AUTO_FIELD."""


def uuid_key(making: Making) -> None:
    """A key made by the program."""
    uuid = making.module.use("uuid", "uuid4")
    line = f"id = {making.models('UUIDField')}(primary_key=True, default={uuid}, editable=False)"
    making.write(line)


def natural_key(making: Making) -> None:
    """A key with a meaning, under another name than `id`."""
    name = making.draft.word()
    making.write(f"{name} = {making.models('CharField')}(max_length=8, primary_key=True)")


def explicit_key(making: Making) -> None:
    """A written automatic key."""
    kind = making.dice.choice(["AutoField", "BigAutoField", "SmallAutoField"])
    column = making.dice.choice(["", f', db_column="{making.draft.word()}"'])
    making.write(f"id = {making.models(kind)}(primary_key=True{column})")


KEYS: list[tuple[int, Feature]] = [
    (20, default_key),
    (3, uuid_key),
    (2, natural_key),
    (3, explicit_key),
]
