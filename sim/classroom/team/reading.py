"""The reading card: what a room may believe of Kim, from what Washington did to him and what he does now."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log
from typing import Final

from sim.classroom.team.cards import MEN
from sim.classroom.team.playbooks import PRESSURE, SHOTS, Month
from sim.classroom.team.points import tables

AFTER: Final = ("talk", "mixed", "press")
ACTS: Final = ("soft", "plain", "hot")
WATCHED: Final = 3
"""Months of Washington's that count for what Kim answers to."""

PLENTY: Final = 2
"""By so many coercive months must they outnumber the soft ones, or the reverse."""

SURE, WEIGHT, FORGET = 0.8, 0.5, 0.01
"""How far the card is trusted, how much a month weighs, and what is forgotten in one. Conservative Bayes."""


def coercion(month: Month) -> int:
    """Return 1 where Washington threatened or pressed, −1 where it talked or gave relief, 0 for neither."""
    word, deed = month["washington"]
    if word == "threaten" or deed in PRESSURE:
        return 1
    return -1 if word in ("talks", "back_channel") or deed == "relief" else 0


def stimulus(before: Sequence[Month]) -> int:
    """Return what Kim answers to, by its place in AFTER."""
    signs = [coercion(month) for month in before[-WATCHED:]]
    bound = PLENTY if len(before) >= PLENTY else 1
    return 2 if sum(signs) >= bound else 0 if sum(signs) <= -bound else 1


def act_of(month: Month) -> int:
    """Return what Kim does, by its place in ACTS: hot is a shot or a threat, soft a soft word without a shot."""
    word, deed = month["pyongyang"]
    if deed in SHOTS or word == "threaten":
        return 2
    return 0 if word in ("talks", "offer") else 1


def read_month(evidence: list[float], before: Sequence[Month], month: Month) -> list[float]:
    """Return the evidence for each man after one more month."""
    place, act = stimulus(before), act_of(month)
    total = sum(map(exp, evidence))
    return [
        log((1.0 - FORGET) * exp(each) / total + FORGET / len(MEN))
        + WEIGHT * log(SURE * tables()["card"][man][AFTER[place]][act] + (1.0 - SURE) / 3)
        for man, each in zip(MEN, evidence, strict=True)
    ]


def believe(made: Sequence[Month], prior: float) -> list[float]:
    """Return how likely Kim is greedy, at the start and after each month, by the card and a chance before it."""
    evidence, found = [0.0, 0.0], [prior]
    for number, month in enumerate(made):
        evidence = read_month(evidence, made[:number], month)
        odds = prior * exp(evidence[1]) / ((1.0 - prior) * exp(evidence[0]))
        found.append(odds / (1.0 + odds))
    return found
