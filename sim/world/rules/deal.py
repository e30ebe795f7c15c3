"""The freeze: when it starts, when it breaks, and when it ends in denuclearisation (model, section 7)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ...arrays import Floats, Ints, Quantity
from ..actions import BREAKING, CONCILIATORY, P_DISMANTLE
from ..parameters import Parameters

Flags = npt.NDArray[np.bool_]
LAST_TWELVE = np.uint16(0xFFF)


def offer(audience: Quantity, p: Parameters) -> Quantity:
    """Return the most relief that Washington's win-set ratifies (Putnam 1988)."""
    return p.offer_base - p.offer_audience * audience


def asking_price(arsenal: Quantity, luck: Quantity, p: Parameters) -> Quantity:
    """Return the least relief that Pyongyang accepts; `luck` is the world's uniform for the deal."""
    return p.ask_base + p.ask_arsenal * arsenal - p.ask_luck * luck


def needed_trust(arsenal: Quantity, p: Parameters) -> Quantity:
    """Return the credibility of US commitments that Pyongyang needs before it freezes."""
    return p.trust_base + p.trust_arsenal * arsenal


def freeze_starts(
    talks: Floats, audience: Floats, arsenal: Floats, credibility: Quantity, luck: Floats,
    washington: Ints, pyongyang: Ints, p: Parameters,
) -> Flags:  # fmt: skip
    """Say where a freeze is agreed: talks are ripe, both principals talk, the bargain and the trust are there."""
    ripe = (talks >= p.freeze_threshold) & (washington <= CONCILIATORY) & (pyongyang <= CONCILIATORY)
    bargain = offer(audience, p) >= asking_price(arsenal, luck, p)
    return ripe & bargain & (credibility >= needed_trust(arsenal, p))


def freeze_breaks(talks: Floats, washington: Ints, pyongyang: Ints, new_family: Flags, p: Parameters) -> Flags:
    """Say where a freeze in force ends: a test, sanctions, or worse; dead talks; or a new family in Washington."""
    return (pyongyang >= BREAKING) | (washington >= BREAKING) | (talks < p.freeze_break) | new_family


def remember_inspections(history: npt.NDArray[np.uint16], pyongyang: Ints) -> npt.NDArray[np.uint16]:
    """Push this month's inspections into the record of the last twelve months, a bit a month."""
    result: npt.NDArray[np.uint16] = (
        (history << np.uint16(1)) | (pyongyang == P_DISMANTLE).astype(np.uint16)
    ) & LAST_TWELVE
    return result


def denuclearised(freeze_months: Floats, arsenal: Floats, history: npt.NDArray[np.uint16], p: Parameters) -> Flags:
    """Say where the arsenal is gone: a long freeze, little left of it, and inspections to show for it."""
    inspected = np.bitwise_count(history) >= p.denuclearisation_inspections
    return (freeze_months >= p.denuclearisation_months) & (arsenal <= p.denuclearisation_arsenal) & inspected
