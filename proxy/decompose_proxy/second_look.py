"""Tell a real mismatch from data that was still moving, by asking both sides once more."""

from __future__ import annotations

from dataclasses import replace

from decompose_core.exchange import Comparison, Observation, Outcome
from decompose_proxy.allowance import Allowed
from decompose_proxy.comparing import compare
from decompose_proxy.noise import Noise, without_noise
from decompose_proxy.rule import Context


def judge(
    first: tuple[Observation, Comparison],
    again: tuple[Observation, Observation],
    noise: Noise,
    allowed: Allowed,
    context: Context,
) -> Comparison:
    """Return the final verdict on a mismatch.

    `first` is the control's first answer with the mismatch, `again` what both sides said later.
    Equal then: the first answers *raced* with a change that had not arrived. Else the control's two
    answers show what is noise; what is left is a real mismatch.
    """
    control, mismatch = first
    later = compare(*again, allowed, context)
    if later.outcome is Outcome.FAILED:
        return later
    if later.outcome is not Outcome.MISMATCHED:
        ignored = tuple(sorted({*mismatch.diffs, *mismatch.ignored}))
        return Comparison(Outcome.RACED, (), ignored, "equal when both were asked again")
    itself = compare(control, again[0], allowed, context)
    if itself.outcome is Outcome.FAILED:
        return replace(later, reason=f"noise not known, {itself.reason}")
    noisy = noise.learn(itself)
    return without_noise(later, noisy)
