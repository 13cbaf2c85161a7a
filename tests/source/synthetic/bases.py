"""What a model inherits from, and its Meta, one function a way to write it."""

from __future__ import annotations

from tests.source.synthetic.drafting import Model
from tests.source.synthetic.making import Feature, Making


def plain_model(making: Making) -> None:
    """Nothing but Model."""
    making.statement.bases = [making.models("Model")]


def abstract_base(making: Making) -> None:
    """One abstract base, of this app or of another one."""
    bases = making.written("abstract")
    if not bases:
        plain_model(making)
        return
    _inherit(making, making.dice.choice(bases))
    if making.dice.chance(0.4):
        making.statement.meta_bases = [f"{making.statement.bases[0]}.Meta"]


def several_abstract_bases(making: Making) -> None:
    """Two abstract bases and Model itself."""
    bases = making.written("abstract")
    if len(bases) < 2:
        abstract_base(making)
        return
    first, second = making.dice.sample(bases, 2)
    related = first.label in second.ancestors or second.label in first.ancestors
    _inherit(making, first, *([] if related else [second]))


def mixin(making: Making) -> None:
    """A plain class beside Model; what looks like a field in it is none."""
    name = f"{making.draft.class_word()}Mixin"
    field = making.models("CharField")
    making.module.add(
        f"class {name}:\n"
        f"    {making.draft.word()} = {field}(max_length=4)\n\n"
        f"    def describe(self):\n"
        f"        return str(self)"
    )
    making.statement.bases = [name, making.models("Model")]


def parent_table(making: Making) -> None:
    """Multi-table inheritance."""
    parents = _parents(making)
    if not parents:
        plain_model(making)
        return
    parent = making.dice.choice(parents)
    _inherit(making, parent)
    expression = making.statement.bases[0]
    making.model.kind = "child"
    if making.dice.chance(0.3):
        making.write(
            f"{making.draft.word()} = {making.models('OneToOneField')}(",
            f"    {expression}, on_delete={making.models('CASCADE')}, parent_link=True,",
            f'    related_name="{making.draft.word()}",',
            ")",
        )


def parent_table_and_mixin(making: Making) -> None:
    """Multi-table inheritance with an abstract model beside the parent."""
    parents, mixins = _parents(making), making.written("abstract")
    if not parents or not mixins:
        plain_model(making)
        return
    parent, mixin = making.dice.choice(parents), making.dice.choice(mixins)
    making.model.kind = "child"
    related = mixin.ancestors & parent.ancestors
    _inherit(making, *([parent] if related else making.dice.sample([mixin, parent], 2)))


def overriding(making: Making) -> None:
    """An abstract base whose fields are replaced or taken away."""
    bases = [each for each in making.written("abstract") if each.plain]
    if not bases:
        plain_model(making)
        return
    base = making.dice.choice(bases)
    _inherit(making, base)
    name = making.dice.choice(base.plain)
    field = making.dice.choice([f"{making.models('TextField')}(null=True)", "None"])
    making.write(f"{name} = {field}")


BASES: list[tuple[int, Feature]] = [
    (18, plain_model),
    (10, abstract_base),
    (3, several_abstract_bases),
    (2, mixin),
    (5, parent_table),
    (2, parent_table_and_mixin),
    (3, overriding),
]


def table(making: Making) -> None:
    """A table under another name."""
    making.statement.meta["db_table"] = f'"{making.draft.word()}"'


def quoted_table(making: Making) -> None:
    """A table's name put together from parts."""
    making.module.bound.setdefault("PREFIX", "")
    if 'PREFIX = "legacy"' not in making.module.body:
        making.module.add('PREFIX = "legacy"')
    making.statement.meta["db_table"] = f'f"{{PREFIX}}_{making.draft.word()}"'


def words(making: Making) -> None:
    """Options without an effect on the schema."""
    making.statement.meta["verbose_name"] = f'"{making.draft.word()}"'
    making.statement.meta["ordering"] = '["pk"]'


def unmanaged(making: Making) -> None:
    """A table that somebody else looks after."""
    making.statement.meta["managed"] = "False"


def related_names(making: Making) -> None:
    """A related_name for all relations that have none."""
    making.statement.meta["default_related_name"] = f'"{making.draft.word()}"'


def in_order(making: Making) -> None:
    """An order of its own for each parent's rows, which is one more column."""
    name = making.draft.word()
    key, cascade = making.models("ForeignKey"), making.models("CASCADE")
    making.write(f'{name} = {key}("self", {cascade}, null=True, related_name="+")')
    making.statement.meta["order_with_respect_to"] = f'"{name}"'


def no_option(making: Making) -> None:
    """Leave everything to Django."""


OPTIONS: list[tuple[int, Feature]] = [
    (15, no_option),
    (5, table),
    (1, quoted_table),
    (5, words),
    (1, unmanaged),
    (2, related_names),
    (1, in_order),
]


def _parents(making: Making) -> list[Model]:
    """Models to inherit from; two generations of one name would share the name of their link."""
    named = [each for each in making.written("concrete") if each.name != making.model.name]
    return [each for each in named if not any(base.name == each.name for base in each.bases)]


def _inherit(making: Making, *bases: Model) -> None:
    making.model.bases = list(bases)
    making.statement.bases = [making.reach(each) for each in bases]
