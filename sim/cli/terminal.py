"""`sim play --terminal`: teams at one keyboard, one after the other."""

from __future__ import annotations

import math
import select
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.cli.debrief_table import debrief_text, misread_text
from sim.cli.output import say, talk
from sim.errors import UsageProblem

if TYPE_CHECKING:
    from sim.pages.seats.table import Table

QUIT: Final = "q"


class Left(Exception):
    """The person leaves; the game is saved."""


class LateAnswer(Exception):
    """The deadline passed without an answer."""


def play_at(table: Table, folder: Path, deadline: int, quiet: bool) -> None:
    """Play a game to its end at this keyboard, or until the person leaves; then print the debrief."""
    from sim.pages.seats.record import EVENTS

    talk(f"saved in {folder} after every answer; {QUIT} leaves", quiet)
    say(table.record.scenario.title)
    if table.phase == "forecasts":
        for capital in table.record.teams:
            if capital not in table.record.forecasts:
                ask_forecast(table, capital, EVENTS)
        table.start()
    while table.phase == "playing":
        month = table.position.month
        for capital in table.record.teams:
            if f"{capital}.deed" not in table.chosen:
                table.choose(capital, month, *ask_moves(table.seat(capital), deadline))
        table.close_month(month)
    for capital in table.record.teams:
        say(misread_text(capital, table.seat(capital)["misread"]))
    say(debrief_text(table.debrief()))


def ask_forecast(table: Table, capital: str, events: tuple[str, ...]) -> None:
    """Ask a team for its forecast, event by event."""
    seat = table.seat(capital)
    say(f"\n{capital.capitalize()}. {seat['briefing']}\nHow likely is each of these, from 1 to 99 %?")
    texts = {event["name"]: event["text"] for event in seat["events"]}
    table.forecast(capital, {event: ask_percent(texts[event]) for event in events})


def ask_percent(text: str) -> float:
    """Ask until there is a whole number from 1 to 99."""
    while True:
        answer = answered(f"  {text}: ")
        if answer.isascii() and answer.isdigit() and len(answer) < 3 and 1 <= int(answer) <= 99:
            return int(answer) / 100
        say("  Give a whole number from 1 to 99.")


def ask_moves(seat: dict[str, Any], deadline: int) -> tuple[str, str]:
    """Show a team what it sees and ask for its word and its deed, both within the deadline; "" leaves one open."""
    say(view_text(seat, seat["views"][-1]))
    end = time.monotonic() + deadline if deadline else None
    return ask_move(seat, "word", end), ask_move(seat, "deed", end)


def ask_move(seat: dict[str, Any], kind: str, end: float | None) -> str:
    """Ask a team for its word or its deed; an empty answer, or none in time, leaves it to the rules."""
    menu = seat["menu"][kind]
    course = seat["views"][-1]["courses"][seat["capital"]]
    say("\n".join(f"  {number:>2} {item['label']}" for number, item in enumerate(menu, 1)))
    prompt = f"Your {kind}, 1 to {len(menu)}; Enter leaves it to your course ({course})"
    # A wrong answer is asked for again in the time that is left.
    while True:
        left = None if end is None else max(0.0, end - time.monotonic())
        try:
            answer = answered(prompt + ("" if left is None else f" within {math.ceil(left)} seconds") + ": ", left)
        except LateAnswer:
            forget_typing()
            say(f"\nTime is up: your course settles your {kind}.")
            return ""
        if not answer:
            return ""
        if answer.isascii() and answer.isdigit() and len(answer) < 4 and 1 <= int(answer) <= len(menu):
            return str(menu[int(answer) - 1]["name"])
        say(f"Give a number from 1 to {len(menu)}, Enter, or {QUIT}.")


def view_text(seat: dict[str, Any], view: dict[str, Any]) -> str:
    """Return what a capital sees, as text: the states, last month's moves, the courses, and Kim."""
    head = f"\n{seat['capital'].capitalize()}, {view['month']}: month {view['number'] + 1} of {seat['months']}"
    width = max(len(state["label"]) for state in view["states"])
    states = [f"  {state['label']:<{width}}  {state['text']}" for state in view["states"]]
    seen = "; ".join(f"{name.capitalize()}: {made['word']}, {made['deed']}" for name, made in view["moves"].items())
    courses = "; ".join(f"{name.capitalize()}: {course}" for name, course in view["courses"].items())
    lines = [head, *states, f"  last month, as you saw it: {seen}", f"  courses: {courses}"]
    if view["kim"]:
        lines.append(f"  Kim is {view['kim']}; the others can only guess")
    if view["belief"]:
        belief = ", ".join(f"{kind} {100 * chance:.0f} %" for kind, chance in view["belief"].items())
        lines.append(f"  you think of Kim: {belief}")
    return "\n".join(lines)


def answered(prompt: str, left: float | None = None) -> str:
    """Return a line that the person typed; raises Left for QUIT or the end of input, LateAnswer where no time is left.

    `left` are the seconds that are left; None waits for ever.
    """
    sys.stdout.write(prompt)
    sys.stdout.flush()
    if left is not None and not ready(left):
        raise LateAnswer
    line = sys.stdin.readline()
    if not line or line.strip().lower() == QUIT:
        raise Left
    return line.strip()


def forget_typing() -> None:
    """Drop what was typed too late, so that it is not taken for the next answer."""
    if sys.stdin.isatty():
        import termios

        termios.tcflush(sys.stdin, termios.TCIFLUSH)


def ready(left: float) -> bool:
    """Wait for a line at most so many seconds; raises UsageProblem where the keyboard cannot be watched."""
    try:
        return bool(select.select([sys.stdin], [], [], left)[0])
    except (OSError, ValueError):
        raise UsageProblem(
            "this terminal cannot keep a deadline", "--deadline", "Leave it out, or play in the browser."
        ) from None
