"""The reports on a small project, byte for byte; `python -m tests.analyzer.regen` rewrites them."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from decompose_analyzer import formats
from decompose_analyzer.analyze import analyze, only
from decompose_analyzer.finding import detectors
from decompose_analyzer.reporting import Page
from decompose_analyzer.schema import schema_text
from decompose_core import analysis as analyses
from decompose_core.analysis import Analysis
from decompose_core.problem import Refused
from tests.analyzer import regen, small


@pytest.fixture(scope="module")
def analysis(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    return analyze(small.write(tmp_path_factory.mktemp("small")))


DRAWN = {"svg"}  # by another program, whose next version may draw another picture: test_picture.py


def test_every_format_has_a_golden_report() -> None:
    assert set(regen.ENDINGS) | DRAWN == set(formats.names())


@pytest.mark.parametrize("name", sorted(regen.ENDINGS))
def test_a_report_is_the_golden_one(analysis: Analysis, name: str) -> None:
    path = regen.GOLDEN / f"small.{regen.ENDINGS[name]}"
    assert regen.rendered(name, analysis) == path.read_text(encoding="utf-8")


def test_a_second_run_gives_the_same_bytes(analysis: Analysis, tmp_path: Path) -> None:
    assert analyses.to_json(analyze(small.write(tmp_path))) == analyses.to_json(analysis)


def test_the_json_can_be_read_back(analysis: Analysis) -> None:
    assert analyses.from_json(formats.load("json").render(analysis, Page())) == analysis


def test_the_json_fits_the_published_schema(analysis: Analysis) -> None:
    published = json.loads(regen.SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(published)
    jsonschema.validate(json.loads(analyses.to_json(analysis)), published)


def test_the_schema_refuses_another_document(analysis: Analysis) -> None:
    document = json.loads(analyses.to_json(analysis))
    document["couplings"][0]["effect"] = "sideways"
    with pytest.raises(jsonschema.ValidationError, match="sideways"):
        jsonschema.validate(document, json.loads(schema_text()))


def test_the_published_schema_is_that_of_the_types() -> None:
    assert regen.SCHEMA.read_text(encoding="utf-8") == schema_text()


def test_no_line_is_wider_than_the_page(analysis: Analysis) -> None:
    for width in (60, 80, 120):
        text = formats.load("text").render(analysis, Page(width=width))
        assert max(map(len, text.splitlines())) <= width


def test_colours_are_there_only_when_asked_for(analysis: Analysis) -> None:
    assert "\x1b[" not in formats.load("text").render(analysis, Page())
    assert "\x1b[" in formats.load("text").render(analysis, Page(colour=True))


def test_every_place_of_an_app_is_listed(analysis: Analysis) -> None:
    shown = only(analysis, ["catalog"])
    text = formats.load("text").render(shown, Page(focus=("catalog",)))
    for each in shown.couplings:
        assert "catalog" in (each.source.app, each.target.app)
        assert str(each.location) in text


def test_an_unknown_app_is_refused(analysis: Analysis) -> None:
    with pytest.raises(Refused, match="there is no app 'basket' in this project"):
        only(analysis, ["basket"])


def test_every_kind_has_rows_and_a_link() -> None:
    for kind, detector in detectors().items():
        assert detector.rows, kind
        assert detector.docs.startswith("https://"), kind


def test_a_project_without_couplings_says_so() -> None:
    text = formats.load("text").render(Analysis(), Page())
    assert "No coupling between apps was found" in text
