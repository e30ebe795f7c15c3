"""What the ledger, the moves, the policies and the luck hold, as Markdown tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from sim.game.catalogue import CAPITALS
from sim.world.actions import ACTIONS
from sim.world.capitals import POLICIES
from sim.world.luck import BLOCK, SLOTS
from sim.world.parameters import GROUPS, LEDGER, LEVERS, MODULES, TAGS, Entry
from sim.world.parameters.entry import OURS, entries_of
from sim.world.policy import Policy
from sim.world.state import RANGES, RECORDED_STATES

STATES: Final = {
    "tension": ("τ", "escalation; the rung is the whole part of it"),
    "presence": ("M", "forward presence of the United States and its ally; .5 is normal"),
    "arsenal": ("A", "progress of the DPRK's programme: .5 regional, .8 deterrent, 1 a proven ICBM"),
    "sanctions": ("σ", "sanctions on the books"),
    "enforcement": ("e", "share of the rules that China enforces"),
    "economy": ("y", "log of an index of DPRK GDP, 2016 = 0"),
    "stability": ("ρ", "hold of the regime"),
    "cohesion": ("C", "cohesion of the alliance of Washington and Seoul"),
    "talks": ("q", "progress of talks"),
    "freeze": ("K", "1 where a freeze is in force"),
    "audience": ("B", "audience stock at home in the United States: the cost of backing down"),
    "test_memory": ("m", "memory of a test"),
    "big_test_memory": ("m_big", "memory of an ICBM or nuclear test"),
    "thaad": ("H", "THAAD in South Korea: 0 none, 1 going in, 2 complete"),
    "relation": ("G", "relation of Washington and Beijing"),
    "detainee": ("d", "1 where an American is held in Pyongyang"),
    "credibility": ("c_W", "credibility of American commitments, as Pyongyang sees it"),
    "refugees": ("F", "refugees so far, in thousands, without the lump of an event"),
}
PURPOSES: Final = {
    "accident": "whether an accident starts a war",
    "severity": "whether a war is major",
    "collapse": "whether the regime collapses",
    "election": "who wins a vote",
    "detainee": "arrest, death or release of a detainee",
    "dialogue": "whether a dialogue window succeeds",
    "thaad": "whether THAAD moves a step",
    "switch": "whether an unpredictable Pyongyang takes up another line",
    "family": "which family an adaptive Washington takes up",
    "preset": "which line an unpredictable Pyongyang takes up",
    "deal": "what luck takes off Pyongyang's asking price; read in the first month only",
    "kim_type": "Kim's type where it is drawn; read in the first month only",
    "tension": "monthly noise of tension",
    "stability": "monthly noise of stability",
    "small_talk": "monthly small-talk event",
    "refugees": "noise of the flow of refugees",
    "loss": "size of the losses in a war",
    "refugee_lump": "size of the lump of refugees",
}
NORMAL: Final = frozenset({"tension", "stability", "small_talk", "refugees", "loss", "refugee_lump"})


def shown(value: float) -> str:
    """Return a number as a table shows it."""
    return "∞" if value == float("inf") else f"{value:g}".replace("-", "−")


def span(entry: Entry) -> str:
    """Return the range of an entry."""
    return "0 or 1" if entry.kind == "switch" else f"{shown(entry.low)} to {shown(entry.high)}"


def default_of(entry: Entry) -> str:
    """Return the default of an entry; that of a table is the factor on its cells."""
    return "table × 1" if entry.kind == "table" else shown(entry.default)


def grid(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; a bar inside a cell is escaped."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def group_key(group: type) -> str:
    """Return the short name of a group of the ledger, as the marks in a document use it."""
    return group.__name__.removesuffix("Numbers").lower()


def heading(group: type) -> str:
    """Return the first sentence that a group says of itself."""
    return (group.__doc__ or "").splitlines()[0].rstrip(".")


def home(group: type) -> str:
    """Return the file in which a group is declared."""
    return group.__module__.replace(".", "/") + ".py"


def module_of(entry: Entry) -> str:
    """Return the module of an entry with its neutral value, or a dash for the core."""
    if entry.module == "core":
        return "core"
    return f"{entry.module} ({shown(entry.default if entry.neutral is None else entry.neutral)})"


def source_of(entry: Entry) -> str:
    """Return the source of an entry, in one word where it is our own."""
    return "ours" if entry.source == OURS else entry.source


def full(entries: Iterable[Entry]) -> str:
    """Return all that is known of some entries; a table counts as the factor on its cells."""
    head = ("name", "symbol", "default", "range", "unit", "meaning", "tag", "source", "module (neutral)")
    return grid(
        head,
        (
            (
                f"`{e.name}`",
                e.symbol,
                default_of(e),
                span(e),
                e.unit or "1",
                e.meaning,
                e.tag,
                source_of(e),
                module_of(e),
            )
            for e in entries
        ),
    )


def brief(entries: Iterable[Entry]) -> str:
    """Return what a reader of the rules needs of some entries."""
    head = ("symbol", "name", "default (range)", "unit", "meaning", "tag", "module")
    return grid(
        head,
        (
            (e.symbol, f"`{e.name}`", f"{default_of(e)} ({span(e)})", e.unit or "1", e.meaning, e.tag, e.module)
            for e in entries
        ),
    )


def cells(entry: Entry) -> str:
    """Return the cells of a table, by name."""
    return grid([f"`{name}`" for name, _ in entry.cells], [[shown(value) for _, value in entry.cells]])


def of_group(group: type) -> list[Entry]:
    """Return the entries of a group."""
    return list(entries_of(group).values())


def parameters_of(group: type) -> str:
    """Return the entries of a group for the description of the model; cells not shown by move follow."""
    entries = of_group(group)
    parts = [brief(entries)]
    for entry in entries:
        if entry.kind == "table" and actor_of(entry) is None:
            parts.append(f"Cells of `{entry.name}` ({entry.symbol}):\n\n{cells(entry)}")
    return "\n\n".join(parts)


def actor_of(entry: Entry) -> str | None:
    """Return the capital over whose moves a table runs, or None."""
    names = tuple(name for name, _ in entry.cells)
    return next((c for c in CAPITALS if names == tuple(action.name for action in ACTIONS[c])), None)


def effects(capital: str, stance: bool) -> list[Entry]:
    """Return the tables over the moves of a capital: those of its stance, or all others."""
    tables = [entry for entry in LEDGER.values() if actor_of(entry) == capital]
    return [entry for entry in tables if entry.name.startswith("stance_") == stance]


def moves(capital: str) -> str:
    """Return the moves of a capital: its three scales, and what each does."""
    tables = effects(capital, stance=False)
    head = ["k", "move", "what it is", "severity", "CAMEO", "Goldstein", *(f"`{entry.name}`" for entry in tables)]
    rows = []
    for number, action in enumerate(ACTIONS[capital]):
        label = f"{action.label}; a war move" if action.war else action.label
        scales = [str(number), f"`{action.name}`", label, shown(action.severity), action.cameo, shown(action.goldstein)]
        rows.append(scales + [shown(dict(entry.cells)[action.name]) for entry in tables])
    return grid(head, rows)


def stances(capital: str) -> str:
    """Return what each lever of a capital makes of each move."""
    tables = effects(capital, stance=True)
    head = ["move", *(f"{entry.symbol} `{entry.name}`" for entry in tables)]
    return grid(head, [[f"`{a.name}`", *(shown(dict(e.cells)[a.name]) for e in tables)] for a in ACTIONS[capital]])


def by_capital(table: str) -> str:
    """Return the tables of one kind, one a capital, each under the capital's name."""
    made = {"moves": moves, "stances": stances, "levers": levers, "policies": policies}[table]
    return "\n\n".join(f"**{capital.capitalize()}**\n\n{made(capital)}" for capital in CAPITALS)


def levers(capital: str) -> str:
    """Return the levers of a capital."""
    head = ("lever", "symbol", "default", "range", "meaning", "module")
    entries = entries_of(LEVERS[capital], f"{capital}.").values()
    return grid(head, ((f"`{e.name}`", e.symbol, shown(e.default), span(e), e.meaning, e.module) for e in entries))


def setting(policy: Policy) -> str:
    """Return the levers that a policy sets, in words."""
    return ", ".join(f"{lever} {shown(value)}" for lever, value in policy.levers) or "set by its rule"


def policies(capital: str) -> str:
    """Return the policies of a capital."""
    head = ("policy", "levers that differ from the default", "rule", "meaning", "source")
    return grid(head, ((f"`{p.name}`", setting(p), p.rule, p.meaning, p.source) for p in POLICIES[capital].values()))


def states() -> str:
    """Return the states with their ranges and where they start."""
    head = ("state", "symbol", "meaning", "range", "start", "unit", "tag", "module")
    rows = []
    for name in RECORDED_STATES:
        symbol, meaning = STATES[name]
        low, high = RANGES[name]
        entry = LEDGER.get(f"start_{name}")
        bounds = "0 or 1" if entry is not None and entry.kind == "switch" else f"{shown(low)} to {shown(high)}"
        start = ("0", "thousand", "A", "refugees")
        if entry is not None:
            start = (shown(entry.default), entry.unit or "1", entry.tag, entry.module)
        rows.append((f"`{name}`", symbol, meaning, bounds, *start))
    return grid(head, rows)


def purpose(slot: str) -> str:
    """Return what a slot of luck decides."""
    kind, _, rest = slot.partition("_")
    if kind == "choice":
        return f"the move of {rest.capitalize()}"
    if kind == "see":
        observer, actor = rest.split("_")
        return f"whether {observer.capitalize()} misreads the last move of {actor.capitalize()}"
    if kind == "noise":
        observer, state = rest.split("_")
        return f"the error with which {observer.capitalize()} sees the {state}"
    return PURPOSES[slot]


def luck() -> str:
    """Return the slots of luck with their addresses."""
    head = ("slot", "block, place", "name", "read as", "decides")
    return grid(
        head,
        (
            (str(number), f"{number // BLOCK}, {number % BLOCK}", f"`{slot}`",
             "normal" if slot in NORMAL or slot.startswith("noise_") else "uniform", purpose(slot))
            for number, slot in enumerate(SLOTS)
        ),
    )  # fmt: skip


def modules() -> str:
    """Return the modules with the value of each number at which the module has no effect."""
    rows = []
    for module in MODULES:
        entries = [entry for entry in LEDGER.values() if entry.module == module]
        numbers = [f"`{e.name}` {shown(e.default if e.neutral is None else e.neutral)}" for e in entries]
        rows.append((f"`{module}`", ", ".join(numbers)))
    return grid(("module", "its numbers and levers, each with its neutral value"), rows)


def tags() -> str:
    """Return what the evidence tags mean, with how many entries carry each."""
    counts = {tag: sum(entry.tag == tag and entry.kind != "lever" for entry in LEDGER.values()) for tag in TAGS}
    return grid(("tag", "meaning", "entries"), ((tag, TAGS[tag], str(counts[tag])) for tag in TAGS))


def group_tables() -> dict[str, str]:
    """Return the tables of the groups of the ledger, by the marks that documents use."""
    return {f"parameters {group_key(group)}": parameters_of(group) for group in GROUPS}
