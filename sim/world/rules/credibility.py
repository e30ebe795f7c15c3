"""The credibility of US commitments, as Pyongyang sees it (module `credibility`)."""

from ...arrays import Floats, Quantity
from ..parameters import Parameters
from .bounds import clip


def credibility_next(
    credibility: Quantity, freeze: Quantity, rhetoric: Quantity, renege: Quantity, p: Parameters
) -> Floats:
    """Return next month's credibility, in [0, 1].

    `freeze` and `renege` are 0 or 1: a freeze that Washington keeps, or one that it has just ended. Rhetoric is the
    lever of talk of regime change.
    """
    kept = p.credibility_base + (1.0 - p.credibility_base) * freeze
    step = p.credibility_speed * (kept - credibility) - p.credibility_rhetoric * rhetoric
    return clip(credibility + step - p.credibility_renege * renege, 0.0, 1.0)
