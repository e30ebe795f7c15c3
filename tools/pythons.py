"""Try the wheel of this machine on every Python here, each in a clean environment without a
compiler; print a line for each.

`python tools/pythons.py [PYTHON...]`; without names, it tries every Python on the path or in pyenv.
Packages come from the index in the versions of constraints.txt. Exits with 1 if a Python that is
here fails.
"""

import os
import platform
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from sim.core.engine import toolchain

ROOT = Path(__file__).parents[1]
VERSIONS = ("3.11", "3.12", "3.13", "3.14")
# Plays by the library of the wheel, by NumPy, and one world in Mesa, whose newest release depends
# on the Python.
PLAYS = """
import hashlib, platform, mesa, sim
from sim.mesa_model import EscalationModel
spring = sim.load_scenario("2017-spring")
kernel, arrays = (sim.run(spring, worlds=200, seed=7, engine=engine) for engine in ("kernel", "numpy"))
model = EscalationModel(spring, rng=7, world=4)
while model.running:
    model.step()
tension = [made.state["tension"].tobytes() for made in (kernel, arrays)]
assert tension[0] == tension[1], "the kernel and NumPy differ"
assert model.state.tension == kernel.state["tension"][model.one.month, 4], "Mesa plays another world"
print(f"{platform.python_version()}: {hashlib.sha256(tension[0]).hexdigest()[:12]}, Mesa {mesa.__version__}")
"""


def version_of(python: str) -> str:
    """Return the version of a Python, "" if none runs under that name, as with a dead shim."""
    try:
        ran = subprocess.run([python, "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return ""
    found = re.fullmatch(r"Python (\S+)", ran.stdout.strip())
    return found[1] if found else ""


def pythons() -> dict[str, str]:
    """Return one Python for each version that is here, by version, such as 3.12.1."""
    held = sorted(
        Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")).glob("versions/*/bin/python")
    )
    names = [*map(str, held), *(f"python{version}" for version in VERSIONS)]
    found = {version_of(name): name for name in names}
    return {
        version: name
        for version, name in sorted(found.items())
        if version.rpartition(".")[0] in VERSIONS
    }


def tried(python: str, wheel: Path, place: Path) -> tuple[bool, str]:
    """Install a wheel in a new environment of a Python and play; return whether it succeeded, and
    the last line of its output.
    """
    own = place / "bin" / "python"
    pip = [
        "-m",
        "pip",
        "install",
        "-q",
        "--disable-pip-version-check",
        "-c",
        str(ROOT / "constraints.txt"),
    ]
    pip.append(str(wheel))
    env = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "SIM"))
    }
    env |= {"SIM_CXX": "no-such-compiler", "SIM_CACHE": os.devnull}
    for command in ([python, "-m", "venv", str(place)], [str(own), *pip], [str(own), "-c", PLAYS]):
        ran = subprocess.run(
            command, cwd=wheel.parent, env=env, capture_output=True, text=True, check=False
        )
        if ran.returncode:
            return False, (
                ran.stderr.strip() or ran.stdout.strip() or "it said nothing"
            ).splitlines()[-1]
    return True, ran.stdout.strip()


def of_this_machine() -> toolchain.Target | None:
    """Return the target whose library this machine loads, or None if there is none."""
    machine = {"AMD64": "x86_64", "arm64": "aarch64", "ARM64": "aarch64"}.get(
        platform.machine(), platform.machine()
    )
    known = {
        ("linux", "x86_64"): "manylinux_2_17_x86_64",
        ("linux", "aarch64"): "manylinux_2_17_aarch64",
        ("darwin", "x86_64"): "macosx_11_0_x86_64",
        ("darwin", "aarch64"): "macosx_11_0_arm64",
        ("win32", "x86_64"): "win_amd64",
        ("win32", "aarch64"): "win_arm64",
    }
    name = known.get((sys.platform, machine))
    return toolchain.TARGETS[name] if name else None


def main() -> int:
    """Build the wheel, try it on each Python, and say which versions are not here."""
    here = {version_of(name): name for name in sys.argv[1:]} if sys.argv[1:] else pythons()
    own = next(name for name, target in toolchain.TARGETS.items() if target == of_this_machine())
    worked = True
    with tempfile.TemporaryDirectory() as folder:
        build = [sys.executable, str(ROOT / "tools" / "wheels.py"), folder, own]
        subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
        (wheel,) = Path(folder).glob("*.whl")
        for version, python in here.items():
            good, said = tried(python, wheel, Path(folder) / f"environment-{version}")
            print(f"Python {said if good else f'{version}: failed: {said}'}", flush=True)
            worked &= good
    lacking = [
        version for version in VERSIONS if not any(each.startswith(f"{version}.") for each in here)
    ]
    print(
        *(f"Python {version}: not here" for version in lacking), sep="\n", end="\n" * bool(lacking)
    )
    return 0 if worked else 1


if __name__ == "__main__":
    sys.exit(main())
