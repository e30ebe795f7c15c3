"""Writes the page of stories anew: python tools/update_stories.py."""

from __future__ import annotations

from pathlib import Path

from sim.analysis.counterfactual.narrative import SCENARIO, SEED, WORLDS, page
from sim.scenario import load_scenario
from sim.study.run.worlds import run

PAGE = Path(__file__).parents[1] / "docs" / "stories.md"


def main() -> None:
    """Play the worlds, tell the first of each kind, and write the page."""
    PAGE.write_text(page(run(load_scenario(SCENARIO), WORLDS, SEED)), encoding="utf-8")
    print(f"written to {PAGE.name}")


if __name__ == "__main__":
    main()
