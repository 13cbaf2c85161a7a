"""The page as text: the same bytes, nothing left out silently, no script that could run text."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from decompose_analyzer.excerpts import excerpts, reader
from decompose_analyzer.kept import own_files
from decompose_analyzer.report.html import page, report
from decompose_analyzer.report.html.tables import shortened
from decompose_analyzer.reporting import Excerpts, Page
from decompose_core.analysis import Analysis
from decompose_core.coupling import Settlement
from tests.analyzer.made import app, coupling, model
from tests.house.places import ROOT, ours

SCRIPTS = sorted((page.HERE / "script").glob("*.js"))
STYLES = sorted((page.HERE / "style").glob("*.css"))


def analysis(places: int = 3) -> Analysis:
    settlements = list(Settlement)
    return Analysis(
        apps=(app("cart"), app("shop")),
        models=(model("cart.Cart"), model("shop.Item")),
        couplings=tuple(
            coupling("cart.Cart", "shop.Item", line=at + 2, settlement=settlements[at % 3])
            for at in range(places)
        ),
    )


def data_of(text: str) -> dict[str, object]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found
    document: dict[str, object] = json.loads(found[1])
    return document


def test_the_same_analysis_gives_the_same_page() -> None:
    assert report.render(analysis(), Page(title="x")) == report.render(analysis(), Page(title="x"))


def test_the_page_loads_nothing() -> None:
    text = report.render(analysis(), Page())
    markup = re.sub(r"(?s)<script.*?</script>", "", text)
    assert not re.findall(r"""(?:src|href)=(?!"#)\S+|url\(|@import""", markup)
    assert "default-src &#39;none&#39;" in text
    assert "unsafe" not in text.partition("</head>")[0]


@pytest.mark.parametrize("sign", ["<", "\u2028", "\u2029"])
def test_data_cannot_end_its_block(sign: str) -> None:
    text = page.embedded({"name": f"a{sign}b"})
    assert sign not in text
    assert json.loads(text) == {"name": f"a{sign}b"}


def test_every_script_and_style_is_in_the_page() -> None:
    assert sorted(page.SCRIPTS) == [path.stem for path in SCRIPTS]
    assert sorted(page.STYLES) == [path.stem for path in STYLES]


@pytest.mark.parametrize("path", [*SCRIPTS, *STYLES], ids=lambda path: path.name)
def test_a_script_or_style_is_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 500


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_can_run_text_or_guess(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    never = r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function|Math\.random"
    assert not re.findall(rf"{never}|new Date|Date\.now|fetch\(|XMLHttp|import\(|</script", text)


def test_a_changed_script_makes_a_kept_page_stale() -> None:
    assert {*SCRIPTS, *STYLES, page.HERE / "page.html"} <= set(own_files())


def test_the_vendored_library_has_its_licence_beside_it() -> None:
    for name in ours(".min.js"):
        licence = ROOT / name.replace(".min.js", ".LICENSE")
        assert "Permission is hereby granted" in licence.read_text(encoding="utf-8")


def test_front_coding_can_be_undone() -> None:
    texts = sorted(["", "a", "ab", "abc", "b", "b😀", "b😁", "b😁c"])
    last, back = "", []
    for length, rest in zip(*shortened(texts), strict=True):
        last = last[:length] + rest
        back.append(last)
    assert back == texts
    assert shortened([]) == ([], [])


def lines_of(number: int) -> list[str]:
    return [f"line {at} of the file" for at in range(1, number + 1)]


def test_each_place_has_lines_around_it_as_long_as_there_is_room() -> None:
    found = excerpts(analysis(), lambda _: lines_of(20))
    assert found.around == 2
    assert list(found.lines["cart/models.py"]) == [1, 2, 3, 4, 5, 6]
    assert list(found.lines["shop/models.py"]) == [1, 2, 3]


def test_with_less_room_fewer_lines_are_shown_and_the_page_says_so() -> None:
    found = excerpts(analysis(), lambda _: lines_of(20), room=120)
    assert (found.around, found.left_out) == (0, 0)
    rule = data_of(report.render(analysis(), Page(excerpts=found)))["rule"]
    assert rule == "Each place is shown as one line; lines are cut at 160 characters."


def test_without_room_the_tools_own_places_go_first_and_are_counted() -> None:
    found = excerpts(analysis(9), lambda _: lines_of(20), room=100)
    by_hand = [each.location.line for each in analysis(9).couplings if each.settlement == "manual"]
    assert set(by_hand[:2]) <= found.lines["cart/models.py"].keys()
    assert found.left_out == 11 - 5
    rule = data_of(report.render(analysis(9), Page(excerpts=found)))["rule"]
    assert "6 places are without" in str(rule)


def test_a_long_line_is_cut() -> None:
    found = excerpts(analysis(), lambda _: ["x" * 1000] * 9)
    assert {len(line) for line in found.lines["cart/models.py"].values()} == {160}


def test_no_source_is_said() -> None:
    rule = data_of(report.render(analysis(), Page(excerpts=Excerpts())))["rule"]
    assert rule == "This report was made without the source, so places have no lines."


def test_source_is_read_from_the_project_only(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "secret.py").write_text("password")
    (tmp_path / "inside" / "latin.py").write_bytes(b"# coding: latin-1\r\nname = '\xe9'\r\n")
    read = reader(tmp_path / "inside")
    assert read("latin.py")[1] == "name = 'é'"
    assert read("../secret.py") == ()
    assert read(str(tmp_path / "secret.py")) == ()
    assert read("missing.py") == ()
    assert read("nul\0.py") == ()
