"""six, and Django's copy of it: Python 3's names for what had another name in Python 2.

https://six.readthedocs.io
"""

from __future__ import annotations

from decompose_source.evaluation.evaluator import Evaluator
from decompose_source.evaluation.questions import iterate
from decompose_source.evaluation.values import Value
from decompose_source.natives._table import Table
from decompose_source.natives.standard_library import natives as standard

table = Table()
KWARGS = dict[str, Value]
_MODULES = ("six", "django.utils.six")
_NAMES: dict[str, Value] = {
    "PY2": False,
    "PY3": True,
    "string_types": (str,),
    "text_type": str,
    "binary_type": bytes,
    "integer_types": (int,),
    "class_types": (type,),
    "wraps": standard["functools.wraps"],
}


@table.function(*(f"{module}.{name}" for module in _MODULES for name in ("iteritems", "viewitems")))
def _items(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return evaluator.call(evaluator.plain_method(args[0], "items"), [], {})


@table.function(*(f"{module}.{name}" for module in _MODULES for name in ("itervalues",)))
def _values(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return evaluator.call(evaluator.plain_method(args[0], "values"), [], {})


@table.function(*(f"{module}.iterkeys" for module in _MODULES))
def _keys(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return iterate(evaluator, args[0])


@table.function(
    *(f"{module}.{name}" for module in _MODULES for name in ("python_2_unicode_compatible", "u"))
)
@table.function("django.utils.encoding.python_2_unicode_compatible")
def _itself(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return args[0]


for _module in _MODULES:
    for _name, _value in _NAMES.items():
        table.add(f"{_module}.{_name}", _value)

natives = table.freeze()
