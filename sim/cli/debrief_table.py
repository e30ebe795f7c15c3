"""The debrief of a game as text."""

from __future__ import annotations

from typing import Any, Final

from sim.study.estimate.interval import number_text

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
