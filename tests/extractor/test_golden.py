from __future__ import annotations

import ast
from collections.abc import Mapping

import pytest

from decompose_extractor.writing import MANIFEST
from tests.extractor.regen import GOLDEN, golden_content


@pytest.fixture(scope="module")
def content() -> Mapping[str, bytes]:
    return golden_content()


def test_the_golden_record_is_what_is_extracted_today(content: Mapping[str, bytes]) -> None:
    there = {
        path.relative_to(GOLDEN).as_posix()
        for path in GOLDEN.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert there - {MANIFEST} == set(content), "run scripts/regen and read the diff"
    differing = [path for path in sorted(content) if (GOLDEN / path).read_bytes() != content[path]]
    assert not differing, "run scripts/regen and read the diff"


def test_no_template_shows_through(content: Mapping[str, bytes]) -> None:
    generated = [
        p for p in content if p.startswith(("config/", "decompose_link/", "decompose_service/"))
    ]
    for path in generated:
        text = content[path].decode()
        assert not any(mark in text for mark in ("{%", "{{", "Undefined")), path
        if path.endswith(".py"):
            ast.parse(text)
            assert max(map(len, text.splitlines()), default=0) <= 100, path


def test_secrets_stay_in_the_monolith(content: Mapping[str, bytes]) -> None:
    migration = content["accounts/migrations/0001_initial.py"].decode()
    assert "password" not in migration
    assert "email" in migration
