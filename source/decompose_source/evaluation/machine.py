"""Put the evaluation's parts together: expressions call functions, functions hold statements."""

from __future__ import annotations

from decompose_source.evaluation.calling import call
from decompose_source.evaluation.evaluator import Machinery
from decompose_source.evaluation.expressions import evaluate
from decompose_source.evaluation.plain import construct, method
from decompose_source.evaluation.statements import bind, run_block, run_module, run_tolerantly

MACHINERY = Machinery(
    evaluate, call, construct, method, bind, run_module, run_block, run_tolerantly
)
