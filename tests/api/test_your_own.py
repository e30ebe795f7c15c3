"""The script of docs/your-own.md: an outcome, an analysis and a figure, in a folder that a report
reads.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

PAGE = (Path(__file__).parents[2] / "docs" / "your-own.md").read_text()


def test_a_script_of_sixty_lines_adds_outcome_analysis_and_figure_and_the_report_shows_them(
    run_script, tmp_path
):
    *_, script = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)
    assert len([line for line in script.splitlines() if line.strip()]) < 60
    said = run_script(script)
    assert said.startswith("Enforcement moves the quiet share of months")
    kept = json.loads((tmp_path / "quiet" / "finding.json").read_text())
    assert kept["sentences"] == [said]
    command = [
        sys.executable,
        "-c",
        "from sim.cli.main import main; main()",
        "report",
        "quiet",
        "-o",
        "quiet.html",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "quiet.html").read_text()
    assert said in page
    assert "Share of quiet months" in page
    assert "data:image/png;base64," in page


def test_the_second_call_plays_nothing_again(run_script, tmp_path):
    *_, script = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)
    run_script(script)
    parts = {
        path: path.stat().st_mtime_ns for path in (tmp_path / "quiet" / "rounds").rglob("*.parquet")
    }
    assert parts
    run_script(script)
    assert {
        path: path.stat().st_mtime_ns for path in (tmp_path / "quiet" / "rounds").rglob("*.parquet")
    } == parts
