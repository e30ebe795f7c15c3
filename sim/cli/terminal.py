"""Seats in the terminal, and the debrief of a game."""

from __future__ import annotations

import math
import select
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.cli.output import say, talk
from sim.errors import UsageProblem
from sim.study.estimate.interval import number_text

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


WIDTHS: Final = {"brier": 6, "model_brier": 6, "log": 6, "model_log": 6, "expected": 8, "least": 6}
"""The scores of a line, and how wide each is written."""

COLUMNS: Final = ("Brier", "model", "log", "model", "expected", "least")


def debrief_text(found: dict[str, Any]) -> str:
    """Return the debrief of a game for the terminal."""
    same_end = found["same_end"]["text"]
    parts = [
        "\nDebrief",
        f"  your world ended with: {found['end']['name']} ({found['end']['month']})",
        f"  share of {found['worlds']} worlds of the model from the same start that ended so: {same_end}",
        f"  with your luck, and no teams: {found['alone']['name']} ({found['alone']['month']})",
        "\nYour world among the model's (value; median; worlds that lie lower)",
        *(standing(each["name"], each) for each in found["ranks"]),
        "\nWhat the world was worth, in months",
        *(standing(each["capital"].capitalize(), each) for each in found["worth"]),
        "\nOn the way (your world; share of the model's worlds)",
        *(happened(each) for each in found["flags"]),
        *(line for capital, own in found["forecasts"].items() for line in scores(capital, own)),
        f"\n{found['caveat']}",
    ]
    return "\n".join(parts)


def misread_text(capital: str, lines: list[dict[str, Any]]) -> str:
    """Return what a team misread."""
    head = f"\n{capital.capitalize()} misread {len(lines)} move{'' if len(lines) == 1 else 's'}"
    return "\n".join([head, *(misreading(each) for each in lines)])


def misreading(each: dict[str, Any]) -> str:
    """Return a line of one move that was misread."""
    return f"  {each['month']}: {each['capital'].capitalize()}: {each['made']}, seen as {each['seen']}"


def happened(each: dict[str, Any]) -> str:
    """Return a line of one event: whether it happened here, and its share of the model's worlds."""
    return f"  {each['label']:<26} {'yes' if each['here'] else 'no':<4} {each['model']['text']}"


def standing(name: str, each: dict[str, Any]) -> str:
    """Return a line of one measure."""
    lower = f"{each['lower']} of {each['worlds']} ({each['equal']} equal)"
    mine, median = (number_text(each[key], 2) for key in ("class", "median"))
    return f"  {name:<18} {mine:>8} {median:>8}   {lower}: {each['below']['text']}"


def scores(capital: str, own: dict[str, Any]) -> list[str]:
    """Return the lines of one team's forecast."""
    head = f"\nForecast of {capital.capitalize()} (lower scores are better)"
    scored = "".join(f" {name:>{width}}" for name, width in zip(COLUMNS, WIDTHS.values(), strict=True))
    lines = [head, f"  {'event':<14} {'chance':>6}  {'model':<20} {'here':<4}{scored}"]
    for row in own["rows"]:
        here = "yes" if row["happened"] else "no"
        chance = number_text(row["chance"], 2)
        lines.append(f"  {row['event']:<14} {chance:>6}  {row['frequency']:<20} {here:<4} {numbers(row)}")
    lines.append(f"  {'mean':<14} {'':>6}  {'':<20} {'':<4} {numbers(own)}")
    lines.append("  expected: the Brier score over the model's worlds, and the least that any forecast could expect")
    lines.append("  model: its own scores take a frequency below .005 as .005, and one above .995 as .995")
    return lines


def numbers(row: dict[str, Any]) -> str:
    """Return the scores of one line."""
    return " ".join(f"{number_text(row[name], 3):>{width}}" for name, width in WIDTHS.items())
