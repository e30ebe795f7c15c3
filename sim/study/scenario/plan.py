"""What a capital intends: spells of policy in order of time, and levers held in every month."""

from __future__ import annotations

from dataclasses import dataclass

from sim.calendar import months_into
from sim.errors import ScenarioProblem
from sim.game.policies import FREE, POLICIES, Policy
from sim.study.scenario.parameters import Values, check_levers, in_order, unknown


@dataclass(frozen=True, slots=True)
class Spell:
    """A policy in force from a month, "YYYY-MM", until the next spell; `levers` hold as long.

    `start` is None for one that begins with the scenario.
    """

    start: str | None
    policy: str = FREE
    levers: Values = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "levers", in_order(self.levers))


@dataclass(frozen=True, slots=True)
class Plan:
    """The spells of a capital, and levers that hold in every month, whatever a spell says.

    A plan without a spell is free: it reviews its course as the rules say.
    """

    spells: tuple[Spell, ...] = ()
    levers: Values = ()

    def __post_init__(self) -> None:
        if self.spells == (Spell(None),):
            object.__setattr__(self, "spells", ())
        object.__setattr__(self, "levers", in_order(self.levers))

    @property
    def in_time(self) -> tuple[Spell, ...]:
        """The spells, at least one."""
        return self.spells or (Spell(None),)


def policy_of(capital: str, name: str) -> Policy:
    """Return a policy of a capital that is known to exist."""
    return POLICIES[capital][name]


def rule_of(capital: str, plan: Plan) -> Policy | None:
    """Return the policy by which a capital reviews its course in its free months, or None where it has none."""
    policies = (policy_of(capital, spell.policy) for spell in plan.in_time)
    return next((policy for policy in policies if policy.reviews), None)


def check_policy(capital: str, policy: str, where: str) -> None:
    """Check that a capital has a policy of this name; raises ScenarioProblem."""
    if not isinstance(policy, str) or policy not in POLICIES[capital]:
        raise unknown(f"policy of {capital}", str(policy), POLICIES[capital], where)


def check_plan(capital: str, plan: Plan, start: str) -> None:
    """Check a plan: names, ranges, order of time, one rule for all free months; raises ScenarioProblem."""
    check_levers(capital, plan.levers, capital)
    taken: list[int] = []
    for place, spell in enumerate(plan.spells):
        where = f"{capital}.schedule[{place}]"
        check_policy(capital, spell.policy, where)
        check_levers(capital, spell.levers, where)
        if spell.start is None and place:
            raise ScenarioProblem("the key 'from' is missing", f"{where}.from", "Say in which month the spell begins.")
        distance = 0 if spell.start is None else months_into(start, spell.start, f"{where}.from")
        if distance in taken:
            raise ScenarioProblem(
                f"two policies of {capital} begin in {spell.start}", where,
                "Keep one of the two: spells must not overlap.",
            )  # fmt: skip
        if taken and distance < taken[-1]:
            raise ScenarioProblem(f"the schedule of {capital} is not in order of time", where, "Sort it by month.")
        taken.append(distance)
    if taken and taken[0]:
        remedy = f'Let the first spell begin in {start}; policy = "{FREE}" leaves the capital free.'
        raise ScenarioProblem(f"{capital} has no policy in the first month", f"{capital}.schedule", remedy)
    check_rules(capital, plan)


def check_rules(capital: str, plan: Plan) -> None:
    """Check that the free months of a plan follow one policy; raises ScenarioProblem."""
    rule = rule_of(capital, plan)
    for place, spell in enumerate(plan.spells):
        if rule is not None and policy_of(capital, spell.policy).reviews and spell.policy != rule.name:
            raise ScenarioProblem(
                f"the free months of {capital} follow two policies, '{rule.name}' and '{spell.policy}'",
                f"{capital}.schedule[{place}]", "Keep one of the two; courses may be held between free spells.",
            )  # fmt: skip
