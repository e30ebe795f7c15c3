"""What is gone, and what does it now: the commands, options and figures of former editions.

Whatever is looked up here and found is refused with this line. A row is needed where somebody has
typed the old name into a script.
"""

from typing import Final

ANALYSES: Final = {
    "learn": "Use sim game, in Python sim.policy_game: it gives the gain of another course.",
    "tournament": "Use sim compare: an agent is a policy, as in sim compare washington.policy=dove "
    "washington.policy=agent:scripted --agent scripted; against several opponents sim game, docs/agents.md.",
    "calibrate": "Use sim set: no parameter is fitted any more, and its vectors make the forecast.",
    "nowcast": "Use sim forecast; sim run --from-record MONTH plays on from the record.",
    "screen": "Use sim sensitivity --vary parameters.",
    "multiverse": "Use sim sensitivity --vary choices.",
}
"""Analyses, with command and Python function."""

COMMANDS: Final = ANALYSES | {
    "bench": "Run python tools/bench.py in a clone of the sources.",
    "scenarios": "Use sim show.",
    "explain": "Use sim show NAME.",
    "verify": "Use sim reproduce ARCHIVE --check.",
    "cite": "Use sim archive FOLDER --cite.",
    "query": "Ask the Parquet files in SQL: docs/studies.md.",
    "rare": "Use sim run with more worlds.",
    "study": "Use sim show STUDY or sim show FOLDER.",
    "export": "Use sim report FOLDER -o FILE.csv; sim game -o FOLDER writes game.nfg.",
    "debrief": "Use sim report FOLDER.",
}
"""Commands."""

ALL_PLANS: Final = "sim game searches all plans of both powers; change other numbers by --set."
OPTIONS: Final = {
    "--outcome": "Here --json has every outcome; sim compare, sweep and plot ask about one.",
    **dict.fromkeys(
        ("--posterior", "--accept-old-rules", "--as-is"),
        "Nothing is fitted any more: the vectors of sim set read the record.",
    ),
    **dict.fromkeys(
        ("--register", "--registered", "--anchor"),
        "Archive a forecast: sim archive FOLDER. sim hindcast scores past months.",
    ),
    "--border-closed": "The months of the closed border are a constant: docs/validation.md.",
    "--from-list": "Type the months into a CSV file with the columns of the record: docs/record.md.",
    "--whole": "Use sim hindcast --from 1995-01 --to 2019-12 --every 3.",
    "--month": "It is --from now: the last month to read.",
    **dict.fromkeys(
        ("--among", "--restrict", "--players", "--terms", "--choices", "--vary"), ALL_PLANS
    ),
    "--payoff-draws": "It is sim set now. The payoffs are those of its vectors.",
    "--parameter-draws": "It is sim set now. It gives the share of its vectors in which pressing pays.",
    "--number-draws": "It is sim set now. It gives the share of its vectors in which pressing pays.",
    "--uncertain": "It is sim set now. Its vectors are the points.",
    "--lineup": "It is --profile now.",
    "--csv": "Use -o FILE.csv.",
    "--sqlite": "Use -o FILE.csv, or ask the Parquet files in SQL: docs/studies.md.",
    "--nfg": "sim game -o FOLDER writes game.nfg.",
    "--scenario": "Name the scenario first.",
    "--scheduler": "It is --dask now.",
    "--cluster": "Use -j, or --dask ADDRESS: docs/studies.md.",
    "--cause": "Compare it high with it low: sim compare NAME=1 NAME=0 --full.",
    "--sql": "Ask the Parquet files in SQL: docs/studies.md.",
    "--set-a": "Use --with A:NAME=VALUE.",
    "--set-b": "Use --with B:NAME=VALUE.",
    "--tornado-worlds": "It is -n now; --point-worlds are the worlds of a Sobol' point.",
    "--method": "Sobol' indices stand beside factors; a study has its own. SALib does others: docs/other-tools.md.",
    "--second-order": "SALib does it on sim.evaluate: docs/other-tools.md.",
    "--number": "Use sim sensitivity --vary parameters --only NAME.",
    "--reading": "Use sim sensitivity --vary choices --only 'lose-lose by'.",
}
"""Options that were removed, or that other commands have."""

FIGURES: Final = {
    "dots": "ridges draws how worlds spread: sim plot ridges.",
    "tails": "ecdf draws the tails, and sim.run(…).distribution() has their quantiles: sim plot ecdf.",
    "quadrants": "The table of goals that fail is in sim run --full; sim plot outcomes draws the shares.",
    "extremes": "marginals draws an outcome along each factor; sim discover finds where it is likely.",
    "pairs": "surface draws an outcome over two factors: sim plot surface.",
    "courses": "Its numbers are in the table of sim sweep studies/courses.toml; sim plot beliefs draws them.",
}
"""Kinds of `sim plot`."""

CONSTANT: Final = "It is a constant of the rules now: docs/odd.md."
NUMBERS: Final = dict.fromkeys(
    ("patience_pyongyang", "patience_seoul", "seoul_freeze", "talks_undone"), CONSTANT
)
"""Parameters."""
