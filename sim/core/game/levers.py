"""The catalogue of levers: settings of a policy in a month, each with the effects that it must have
as it goes from low to high.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from sim.core.game.parameters.entry import OUR_ASSUMPTION, Entry

Setting = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """An effect that a lever must have from its lowest to its highest value: 1 up, -1 down, 0
    either.

    `measure` is a formula of a world, or a call of a statistic of `sim patterns`. `setting` lists
    changes made to spring 2017 before, and `times` is the number of worlds relative to other
    effects.
    """

    name: str
    says: str
    measure: str
    sign: int
    setting: Setting = ()
    times: int = 1


@dataclass(frozen=True, slots=True)
class Lever(Entry):
    """A lever, named `capital.lever`, with the effects that it must have."""

    label: str
    effects: tuple[Effect, ...]

    @property
    def field(self) -> str:
        """The name of the lever among the levers of a month."""
        return self.name.replace(".", "_")

    @property
    def effects_text(self) -> str:
        """The effects of the lever as it goes from low to high, with their directions, in words."""
        ways = {1: "up", -1: "down", 0: "moved"}
        return "; ".join(f"{effect.says}: {ways[effect.sign]}" for effect in self.effects)


def _lever(
    name: str,
    label: str,
    default: float,
    meaning: str,
    *effects: Effect,
    span: tuple[float, float] = (0.0, 1.0),
    neutral: float | None = None,
) -> Lever:
    return Lever(
        name,
        "",
        "number",
        default,
        *span,
        "",
        meaning,
        "A",
        OUR_ASSUMPTION,
        neutral,
        False,
        (),
        (),
        label,
        effects,
    )


SOFT: Final = 'sum(pyongyang.word == "talks" or pyongyang.word == "offer") / months'
TESTED: Final = "tests / months"
SANCTIONS: Final = '12.0 * (sum(washington.deed == "sanctions") / months)'
DEPLOYMENTS: Final = '12.0 * (sum(washington.deed == "deploy") / months)'
PRESSED: Final = (("washington.policy", "maximum_pressure"), ("pyongyang.policy", "build"))


def _of_kim(kim: str, sign: int, says: str = "", more: Setting = ()) -> Effect:
    return Effect(
        f"tests_{kim}", f"tests of a {kim} Kim{says}", TESTED, sign, (("kim_type", kim), *more)
    )


def _of_message(capital: str, content: str) -> tuple[Lever, Lever]:
    knows = "Washington's belief in the true type after 24 months"
    return (
        _lever(
            f"{capital}.word",
            "word about Kim",
            0.0,
            f"chance a month that it tells Washington {content} of Kim, once",
            Effect("knows", knows, "washington_belief", 0),
            neutral=0.0,
        ),
        _lever(
            f"{capital}.proof",
            "proof about Kim",
            0.0,
            f"chance that it can prove {content} of Kim, which it may show or hide in that month",
            Effect("knows", knows, "washington_belief", 1),
            neutral=0.0,
        ),
    )


_ALL: Final = (
    _lever(
        "washington.pressure",
        "pressure",
        0.5,
        "how readily Washington threatens, sanctions and deploys",
        Effect("sanctions", "months of US sanctions a year", SANCTIONS, 1),
        Effect("deployments", "deployments a year", DEPLOYMENTS, 1),
        *(
            _of_kim(kim, sign, ", pressure and build held", PRESSED)
            for kim, sign in (("fearful", 1), ("greedy", -1))
        ),
    ),
    _lever(
        "washington.dialogue",
        "dialogue",
        0.5,
        "how readily Washington talks and gives relief",
        Effect("talks", "months of talks", "talk_months / months", 1),
    ),
    _lever(
        "washington.secondary_sanctions",
        "secondary sanctions",
        0.3,
        "sanctions on Chinese firms and banks",
        Effect("enforcement", "enforcement", "sum(enforcement) / months", 1),
        Effect(
            "relation", "relation of the powers at the end", "mean(relation, 2020-01, 2020-01)", -1
        ),
    ),
    _lever(
        "washington.rhetoric",
        "talk of regime change",
        0.2,
        "how far Washington speaks of regime change",
        _of_kim("fearful", 1),
        _of_kim("greedy", -1),
    ),
    _lever(
        "washington.ambiguity",
        "ambiguity",
        0.0,
        "red lines left unsaid: a threat binds less and is misheard more",
        Effect("audience", "audience stock", "sum(audience) / months", -1),
        Effect(
            "firmness",
            "how far from a half both sides' share of standing firm at the brink lies",
            "firmness()",
            -1,
            times=3,
        ),
        neutral=0.0,
    ),
    _lever(
        "washington.payment",
        "payment",
        0.0,
        "months of value that Washington pays Beijing for each month in which it fully enforces",
        Effect(
            "fully",
            "months of full enforcement",
            'sum(beijing.deed == "enforce_fully") / months',
            1,
        ),
        neutral=0.0,
    ),
    _lever(
        "beijing.enforcement",
        "enforcement",
        0.5,
        "how firmly Beijing enforces measures on the books",
        _of_kim("fearful", 1),
        _of_kim("greedy", -1),
        Effect(
            "deterrent_greedy",
            "month in which a greedy Kim's deterrent is complete",
            "deterrent_month",
            1,
            (("kim_type", "greedy"),),
        ),
    ),
    _lever(
        "beijing.easing",
        "easing",
        0.5,
        "how far Beijing loosens when Pyongyang is soft",
        Effect(
            "talks",
            "months of talks, Beijing held to enforcement",
            "talk_months / months",
            1,
            (("beijing.policy", "enforce"),),
            3,
        ),
    ),
    _lever(
        "beijing.thaad_retaliation",
        "retaliation for THAAD",
        0.3,
        "Beijing's retaliation against Seoul for THAAD",
        Effect("thaad", "THAAD at the end", "mean(thaad, 2020-01, 2020-01)", -1),
        Effect("enforcement", "enforcement", "sum(enforcement) / months", -1),
        Effect(
            "sanction_pressure", "effective pressure of sanctions", "distance(sanction_pressure)", 0
        ),
    ),
    _lever(
        "beijing.contact",
        "contact",
        0.0,
        "how well Beijing perceives Pyongyang, and Pyongyang perceives its mediation",
        Effect("knows", "Beijing's belief in the true type after 24 months", "beijing_belief", 1),
        Effect("soft", "months with soft statements of Pyongyang", SOFT, 1),
        neutral=0.0,
    ),
    *_of_message("beijing", "what it knows"),
    _lever(
        "pyongyang.deterrent_goal",
        "deterrent goal",
        0.8,
        "the arsenal at which the deterrent counts as complete",
        Effect("first_turn", "month of Pyongyang's first turn to a soft course", "first_turn", 1),
        span=(0.6, 1.0),
    ),
    _lever(
        "pyongyang.unpredictability",
        "unpredictability",
        0.0,
        "moves that nobody expects",
        Effect("war", "war", "war", 1, times=3),
        Effect("doubt", "Washington's doubt about Kim after 24 months", "washington_doubt", 1),
        neutral=0.0,
    ),
    *_of_message("seoul", "as mediator what it knows"),
)

LEVERS: Final[Mapping[str, Lever]] = MappingProxyType({lever.name: lever for lever in _ALL})
