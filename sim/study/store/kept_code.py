"""The code of a user's own policies in a folder of results: kept as text, read as text, and never run from there."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from sim.errors import DataProblem, UsageProblem
from sim.scenario.fingerprint import bare, short
from sim.scenario.user_policies import How, UserPolicy, find_policy, is_own, seal, seal_policy
from sim.study.experiment.definition import Experiment
from sim.study.store.disk import read_bytes_of, write
from sim.study.store.manifest import MANIFEST, Manifest

CODE: Final = "code"
UNFIT: Final = re.compile(r"[^A-Za-z0-9_]+")
ENDS: Final[dict[How, str]] = {"compiled": ".py", "rule": ".rule.py", "plain": ".plain.py", "program": ".json"}
MOST_BYTES: Final = 2**18
READ_IT: Final = (
    "Read these files. If you trust them, give --run-code, which runs them with all that your account may do."
)


def place_of(policy: UserPolicy) -> str:
    """Return where the text of a policy lies in a folder of results; how it ends says how it is played."""
    return f"{CODE}/{UNFIT.sub('-', policy.name)}-{short(policy.text)}{ENDS[policy.how]}"


def how_of(place: str) -> How:
    """Return how a policy is played whose text lies at a place; raises StopIteration for a place of none."""
    return next(how for how, end in reversed(ENDS.items()) if place.endswith(end))


def write_code(folder: Path, study: Experiment) -> dict[str, str]:
    """Keep the text of an experiment's own policies beside its worlds; return the hashes of the files."""
    for policy in study.policies:
        write(folder / place_of(policy), policy.text.encode())
    return {place_of(each): hashlib.sha256(each.text.encode()).hexdigest() for each in study.policies}


def places(study: Experiment) -> dict[str, str]:
    """Return where the text of each policy lies, by the name of the policy."""
    return {policy.name: place_of(policy) for policy in study.policies}


def code_in(folder: Path, manifest: Manifest) -> tuple[UserPolicy, ...]:
    """Return the policies whose text a folder holds, sealed unless this process knows the same text by that name.

    Raises DataProblem where a text is gone, or is not the one of the model that made the results.
    """
    kept: Any = manifest.about.get("policies", {})
    if not isinstance(kept, Mapping) or not all(
        is_own(name) and place in manifest.files for name, place in kept.items()
    ):
        raise altered_code(folder / MANIFEST, "its list of policies is not sound")
    found = []
    for name, place in kept.items():
        content = read_bytes_of(folder / place, MOST_BYTES + 1)
        if content is None or hashlib.sha256(content).hexdigest() != manifest.files[place]:
            raise altered_code(folder / place, "its bytes are not those of the manifest")
        try:
            text = content.decode()
            told, how = short(bare(text)), how_of(place)
        except (ValueError, SyntaxError, StopIteration, RecursionError, MemoryError):
            raise altered_code(folder / place, "it is no Python") from None
        if len(content) > MOST_BYTES or manifest.made_by.table.get(f"policy {name}") != told:
            raise altered_code(folder / place, "it is not the one that the fingerprint names")
        live = find_policy(name)
        found.append(live if live is not None and live.text == text else seal_policy(UserPolicy(name, text, how=how)))
    seal(each for each in found if each.sealed)
    return tuple(found)


def altered_code(path: Path, why: str) -> DataProblem:
    """Return the problem of code that is not as it was written."""
    return DataProblem(f"the code of a policy cannot be used: {why}", str(path), "Run its command again.")


def check_same(policies: Iterable[UserPolicy]) -> None:
    """Refuse to play worlds again by another text than the one that made them; raises UsageProblem."""
    for policy in policies:
        live = find_policy(policy.name)
        if live is not None and live.text != policy.text:
            what = f"the policy '{policy.name}' says something else here than in these results"
            raise UsageProblem(what, "policy", "Give yours another name, or run it into another folder.")


def listing(found: Iterable[tuple[str, str]]) -> str:
    """Return code files with their SHA-256, in words."""
    return "; ".join(f"{place} (SHA-256 {sha256})" for place, sha256 in found)
