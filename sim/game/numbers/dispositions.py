"""How each course disposes its capital to words and deeds: log-odds before anything is answered. Set by eye."""

from dataclasses import dataclass

from sim.game.language import Grid
from sim.game.numbers.entry import grid

W_WORDS, W_DEEDS = "talks back_channel silence blame_beijing threaten", "relief hold sanctions deploy"
B_WORDS, B_DEEDS = "mediate restraint silence warn", "aid look_away enforce_partly enforce_fully"
P_WORDS, P_DEEDS = "talks offer silence threaten", "disarm_step hold build missile_test big_test lethal_act"
S_WORDS, S_DEEDS = "initiative silence condemn", "aid hold exercise sanction retaliate"


@dataclass
class DispositionNumbers:
    """Log-odds of every word and deed under every course."""

    washington_words: Grid = grid("", W_WORDS, {
        "patience": (-3.5, -1.8, 1.6, 0.4, -2.5), "maximum_pressure": (-4.0, -0.6, -0.2, 0.8, 1.1),
        "engagement": (1.2, 0.6, 0.6, -2.5, -4.5), "prevent": (-5.0, -2.0, -0.2, 0.0, 1.4),
    }, "what Washington is disposed to say")  # fmt: skip
    washington_deeds: Grid = grid("", W_DEEDS, {
        "patience": (-6.0, 2.0, -0.6, -2.5), "maximum_pressure": (-7.0, 0.5, 0.5, -0.5),
        "engagement": (-3.5, 2.8, -2.5, -5.0), "prevent": (-7.0, 0.6, -0.2, 0.6),
    }, "what Washington is disposed to do")  # fmt: skip
    beijing_words: Grid = grid("", B_WORDS, {
        "shield": (-1.5, 1.2, 1.0, -3.0), "balance": (-1.0, 1.2, 0.5, -0.6),
        "enforce": (-1.5, 0.0, 0.3, 1.6), "mediate": (2.2, 0.8, -0.8, -2.5),
    }, "what Beijing is disposed to say")  # fmt: skip
    beijing_deeds: Grid = grid("", B_DEEDS, {
        "shield": (0.6, 1.6, -1.6, -4.0), "balance": (-3.0, -0.2, 1.6, -1.6),
        "enforce": (-4.5, -2.6, 0.6, 1.8), "mediate": (-0.6, 0.8, 1.0, -2.6),
    }, "what Beijing is disposed to do")  # fmt: skip
    pyongyang_words: Grid = grid("", P_WORDS, {
        "build": (-4.5, -3.0, 1.4, 0.4), "brinkmanship": (-3.5, -2.2, 0.0, 1.6),
        "charm": (1.0, 0.6, 0.6, -3.5), "consolidate": (-1.2, -0.6, 1.6, -1.2),
    }, "what Pyongyang is disposed to say")  # fmt: skip
    pyongyang_deeds: Grid = grid("", P_DEEDS, {
        "build": (-6.0, -1.0, 0.8, 0.45, 0.85, -5.5), "brinkmanship": (-6.0, 0.2, 0.4, -0.1, -0.7, -2.1),
        "charm": (-1.4, 2.0, 0.4, -2.3, -4.2, -7.0), "consolidate": (-4.0, 1.6, 1.2, -1.8, -3.4, -6.0),
    }, "what Pyongyang is disposed to do")  # fmt: skip
    seoul_words: Grid = grid("", S_WORDS, {
        "sunshine": (1.6, 0.8, -2.2), "hedge": (-1.0, 1.4, -0.2), "hard_line": (-3.5, 0.3, 1.2),
    }, "what Seoul is disposed to say")  # fmt: skip
    seoul_deeds: Grid = grid("", S_DEEDS, {
        "sunshine": (0.2, 1.8, 0.6, -4.0, -4.0), "hedge": (-2.2, 1.6, 2.0, -1.6, -1.0),
        "hard_line": (-5.0, 1.4, 3.0, -0.2, 1.0),
    }, "what Seoul is disposed to do")  # fmt: skip
