from __future__ import annotations

import ast
import re

import pytest

from tests.house.places import LAWFUL, ROOT, ours, python_files

LONGEST_FILE = 500
LONGEST_FUNCTION = 50
LONGEST_LAW = 30
# Whoever clones this has other folders and other mirrors. Written apart, to keep this file clean.
OF_ONE_MACHINE = re.compile("/wo" + "rk/|/ro" + "ot/|bash_" + "jobs")
A_REGISTRY = re.compile(r"https?://\S*(?:/sim" + r"ple\b(?!_)|pythonho" + "sted)")
TEXT = (".cfg", ".html", ".json", ".md", ".py", ".sh", ".toml", ".txt", ".yaml", ".yml", "/run")


@pytest.mark.parametrize("name", python_files())
def test_a_file_is_small_and_starts_with_the_future(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    length = len(text.splitlines())
    assert length <= LONGEST_FILE
    statements = [each for each in ast.parse(text).body if not _is_docstring(each)]
    assert not statements or ast.unparse(statements[0]) == "from __future__ import annotations"


@pytest.mark.parametrize("name", python_files())
def test_a_function_is_short_or_says_why_not(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    lines = text.splitlines()
    long = [
        f"{name}:{node.lineno} {node.name}"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
        and not any("# long:" in line for line in lines[node.lineno - 2 : node.end_lineno])
    ]
    assert not long, "split it, or give the reason in a comment `# long: ...`"


@pytest.mark.parametrize("folder", LAWFUL)
def test_a_top_folder_has_its_law(folder: str) -> None:
    law = (ROOT / folder / "README.md").read_text(encoding="utf-8")
    assert 3 <= len(law.splitlines()) <= LONGEST_LAW


@pytest.mark.parametrize("name", ours(*TEXT))
def test_no_file_knows_the_machine_it_was_made_on(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8", errors="replace")
    assert not OF_ONE_MACHINE.findall(text)
    assert not A_REGISTRY.findall(text)


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
