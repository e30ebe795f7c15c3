"""Scripts as a user writes them."""

import subprocess
import sys

import pytest


@pytest.fixture
def run_script(tmp_path):
    """Run a text as a script of its own and return what it printed."""

    def run(text, *arguments):
        script = tmp_path / "script.py"
        script.write_text(text)
        done = subprocess.run(
            [sys.executable, str(script), *arguments],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return run
