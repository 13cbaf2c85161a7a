from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decompose_core.exchange import Observation, Outcome
from decompose_proxy.comparing import MAX_DIFFS, compare, rules
from decompose_proxy.finding import SHOWN, Kind, generalise, shown
from decompose_proxy.json_value import MAX_DEPTH, MAX_NODES
from decompose_proxy.rule import Context
from tests.proxy.answers import answer, json_answer, rows, verdict

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=12,
)
MEDIA = ("application/json", "text/html", "text/csv", "text/plain", "application/pdf")
BODIES = st.one_of(JSON.map(json.dumps), st.text(max_size=40), st.binary(max_size=20))


@st.composite
def answers(draw: st.DrawFn) -> Observation:
    """Make an answer of any form; some bodies are not what their media type says."""
    name = ("X-Name", draw(st.sampled_from("ab")))
    status = draw(st.sampled_from([200, 404]))
    return answer(draw(BODIES), draw(st.sampled_from(MEDIA)), name, status=status)


@given(answers())
def test_an_answer_matches_itself(each: Observation) -> None:
    assert compare(each, each).outcome is Outcome.MATCHED


@given(answers(), answers())
def test_the_same_paths_differ_whichever_side_is_the_control(
    here: Observation, there: Observation
) -> None:
    forth, back = compare(here, there), compare(there, here)

    assert forth.outcome is back.outcome
    assert {each.path for each in forth.diffs} == {each.path for each in back.diffs}
    assert {each.path for each in forth.ignored} == {each.path for each in back.ignored}


@given(JSON, JSON)
def test_json_matches_only_where_it_is_the_same_value(here: object, there: object) -> None:
    found = verdict(json_answer(json.dumps(here)), json_answer(json.dumps(there)))

    same = json.dumps(here, sort_keys=True) == json.dumps(there, sort_keys=True)
    assert (found.outcome is Outcome.MATCHED) == same


@given(st.lists(st.integers(), min_size=1, max_size=6).flatmap(
    lambda items: st.tuples(st.just(items), st.permutations(items))
))  # fmt: skip
def test_an_unordered_list_never_mismatches_its_permutation(
    lists: tuple[list[int], list[int]],
) -> None:
    here, there = (json_answer(json.dumps({"items": each})) for each in lists)

    assert verdict(here, there, "unordered:/items").outcome is not Outcome.MISMATCHED


@pytest.mark.parametrize(
    ("control", "candidate", "reason"),
    [
        pytest.param(
            answer("a"), Observation(failure="timeout"), "candidate: timeout", id="no answer"
        ),
        pytest.param(
            Observation(failure="reset"), answer("a"), "control: reset", id="no control's answer"
        ),
        pytest.param(
            json_answer("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)),
            json_answer("[]"),
            "too deep: more than 200 levels of JSON",
            id="deep JSON",
        ),
        pytest.param(json_answer("[" * 100_000), json_answer("[]"), "too deep", id="deep garbage"),
        pytest.param(
            json_answer("[1" + ",1" * MAX_NODES + "]"),
            json_answer("[]"),
            "too large: more than 200000 JSON values",
            id="many values",
        ),
        pytest.param(
            answer("<div>" * 300, "text/html"),
            answer("<p>", "text/html"),
            "too deep: more than 200 levels of HTML",
            id="deep HTML",
        ),
        pytest.param(
            answer("x", "text/plain", ("Content-Encoding", "compress")),
            answer("y", "text/plain", ("Content-Encoding", "compress")),
            "the content coding 'compress' is not understood",
            id="unknown coding",
        ),
        pytest.param(
            answer(b"\x1f\x8bnonsense", "text/plain", ("Content-Encoding", "gzip")),
            answer("y"),
            "the body is no valid gzip",
            id="broken coding",
        ),
        pytest.param(
            answer(gzip.compress(bytes(9 << 20)), "text/plain", ("Content-Encoding", "gzip")),
            answer("y"),
            "too large: more than 8388608 bytes",
            id="a small body that unpacks to a large one",
        ),
    ],
)
def test_what_can_not_be_compared_failed_and_says_why(
    control: Observation, candidate: Observation, reason: str
) -> None:
    found = compare(control, candidate)

    assert found.outcome is Outcome.FAILED
    assert reason in found.reason


def test_a_huge_body_that_is_the_same_matches() -> None:
    huge = json_answer("[1" + ",1" * MAX_NODES * 2 + "]")

    assert compare(huge, huge).outcome is Outcome.MATCHED


def test_one_side_may_be_coded() -> None:
    plain = json_answer('{"a": 1}')
    coded = answer(gzip.compress(b'{"a": 1}'), "application/json", ("Content-Encoding", "gzip"))

    assert rows(compare(plain, coded).diffs) == [("extra", "headers/content-encoding", "", "gzip")]


def test_more_differences_than_are_kept_are_said() -> None:
    here = json_answer(json.dumps(dict.fromkeys(map(str, range(MAX_DIFFS + 1)), 1)))
    there = json_answer(json.dumps(dict.fromkeys(map(str, range(MAX_DIFFS + 1)), 2)))

    found = compare(here, there)

    assert len(found.diffs) == MAX_DIFFS
    assert found.reason == "only the first 1000 differences are kept"


def test_where_the_status_differs_the_bodies_are_not_compared() -> None:
    found = compare(answer("a", "text/plain"), answer("b", "text/plain", status=500))

    assert rows(found.diffs) == [("value", "status", "200", "500")]


@pytest.mark.parametrize(
    ("path", "general"),
    [
        pytest.param("body/results/0/total", "body/results/*/total", id="a position"),
        pytest.param("body/3", "body/*", id="a position at the end"),
        pytest.param(
            "body/by/6ba7b810-9dad-11d1-80b4-00c04fd430c8/x", "body/by/*/x", id="a UUID as key"
        ),
        pytest.param("body/ul[0]/li[12]/@class", "body/ul[*]/li[*]/@class", id="an element"),
        pytest.param("headers/x-2fa", "headers/x-2fa", id="a name with a digit"),
    ],
)
def test_paths_of_the_same_difference_in_many_items_are_one(path: str, general: str) -> None:
    assert generalise(path) == general


def test_long_values_are_shortened() -> None:
    assert len(shown("x" * 10_000)) == SHOWN
    assert shown("x" * 10_000).endswith("… (10000 characters)")


def test_the_kinds_of_differences_are_a_closed_set() -> None:
    assert {str(each) for each in Kind} == {"missing", "extra", "type", "value", "order", "size"}


def test_rules_are_found_by_looking() -> None:
    assert {"cookies", "headers", "json_document", "redirect", "status"} <= rules().keys()


@pytest.mark.parametrize(
    ("here", "there", "same"),
    [
        pytest.param("http://a:1/x/?page=2", "http://b:2/x/?page=2", True, id="a page's link"),
        pytest.param("http://a:1/x/", "http://b:22/x/", False, id="another port"),
        pytest.param("http://a:1/x/", "http://b:2/y/", False, id="another path"),
    ],
)
def test_links_to_the_own_address_mean_the_same_in_a_replay(
    here: str, there: str, same: bool
) -> None:
    context = Context(aliases=frozenset({"a:1", "b:2"}))

    found = verdict(
        json_answer(f'{{"next": "{here}"}}'), json_answer(f'{{"next": "{there}"}}'), context=context
    )

    assert (found.diffs == ()) == same
