"""One test over many cases: an instance a case would cost collecting, and a line of a report."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from functools import wraps
from typing import Any

import pytest

LONGEST = 300
"""Letters of a case in the message of a failure."""


def for_each(names: str | Iterable[str], cases: Iterable[Any]) -> Callable[[Any], Any]:
    """Run a test once over all cases; a failure is that of the first, and names all that fail.

    It stands where `pytest.mark.parametrize` would, for what is quick. Each case has a folder of
    its own in `tmp_path`, and what it patches is put back before the next. Raises what the test
    raised, and ValueError where there is no case at all.
    """
    keys = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    listed = list(cases)
    if not listed:
        raise ValueError(f"no case of {', '.join(keys)}")

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        @wraps(test)
        def looped(*itself: Any, **fixtures: Any) -> None:
            failed: list[tuple[str, BaseException]] = []
            for number, case in enumerate(listed):
                given = dict(zip(keys, case if len(keys) > 1 else (case,), strict=True))
                try:
                    run_case(test, itself, fixtures, given, number)
                except (Exception, pytest.fail.Exception) as error:
                    failed.append((f"{given!r:.{LONGEST}}", error))
            if failed:
                first = failed[0][1]
                first.add_note(f"It fails in {len(failed)} of {len(listed)} cases:")
                for named, _ in failed:
                    first.add_note(named)
                raise first

        own = inspect.signature(test)
        left = [each for name, each in own.parameters.items() if name not in keys]
        looped.__signature__ = own.replace(parameters=left)  # type: ignore[attr-defined]
        return looped

    return decorate


def run_case(
    test: Callable[..., None],
    itself: tuple[Any, ...],
    fixtures: dict[str, Any],
    given: dict[str, Any],
    number: int,
) -> None:
    """Run a test on one case, with a folder and with patches of its own."""
    fixtures = dict(fixtures)
    if "tmp_path" in fixtures:
        fixtures["tmp_path"] /= str(number)
        fixtures["tmp_path"].mkdir()
    patch = fixtures.get("monkeypatch")
    with nullcontext() if patch is None else patch.context() as own:
        if own is not None:
            fixtures["monkeypatch"] = own
        test(*itself, **fixtures, **given)
