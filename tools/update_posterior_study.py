"""Writes the study over the posterior that ships anew: python tools/update_posterior_study.py."""

from __future__ import annotations

from pathlib import Path

from sim.analysis.history.posterior import load_posterior
from sim.analysis.history.posterior_study import SHIPPED_POINTS, SHIPPED_STUDY, points_text, study_text

FOLDER = Path(__file__).parents[1] / "studies"


def texts() -> dict[str, str]:
    """Return both files by name."""
    draws = load_posterior()
    return {SHIPPED_STUDY: study_text(draws, points=SHIPPED_POINTS), SHIPPED_POINTS: points_text(draws)}


def main() -> None:
    """Write both files."""
    for name, text in texts().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(f"wrote studies/{name}")


if __name__ == "__main__":
    main()
