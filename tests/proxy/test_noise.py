from __future__ import annotations

from decompose_core.exchange import Comparison, Diff, Outcome
from decompose_proxy.noise import ENOUGH, MAX_PATHS, Noise, without_noise


def differing(*paths: str) -> Comparison:
    outcome = Outcome.MISMATCHED if paths else Outcome.MATCHED
    return Comparison(outcome, tuple(Diff(path, "value", "1", "2") for path in paths))


def test_a_path_is_noise_where_the_control_differs_from_itself_now() -> None:
    assert Noise().learn(differing("body/items/3/seen")) == {"body/items/*/seen"}


def test_a_path_that_differed_once_is_no_noise_for_ever() -> None:
    noise = Noise()
    noise.learn(differing("body/stock"))

    found = [noise.learn(differing()) for _ in range(ENOUGH)]

    assert found == [frozenset()] * ENOUGH
    assert noise.seen == ("body/stock",)


def test_a_path_that_differs_often_is_noise_also_when_it_happens_to_be_equal() -> None:
    noise = Noise()
    for _ in range(ENOUGH):
        noise.learn(differing("body/lucky"))

    assert noise.learn(differing()) == {"body/lucky"}


def test_the_noise_of_an_endpoint_is_bounded() -> None:
    noise = Noise()
    paths = [f"body/key{n:03}x" for n in range(MAX_PATHS + 5)]

    found = noise.learn(differing(*paths))

    assert found == set(paths[:MAX_PATHS])
    assert noise.seen[-1] == "more than 20 paths"
    assert noise.learn(differing("body/another")) == frozenset()


def test_noise_is_moved_to_what_is_ignored() -> None:
    found = without_noise(differing("body/a/1/x", "body/b"), ["body/a/*/x"])

    assert found.outcome is Outcome.MISMATCHED
    assert [each.path for each in found.diffs] == ["body/b"]
    assert [each.path for each in found.ignored] == ["body/a/1/x"]


def test_where_all_is_noise_nothing_mismatched() -> None:
    assert without_noise(differing("body/a"), ["body/a"]).outcome is Outcome.IGNORED
