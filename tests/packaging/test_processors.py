"""What is found hangs on no processor: another BLAS and no wide instructions give every analysis
the same bytes.
"""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXACT = {"sim/study/estimate/bootstrap.py": "resampled_means"}
"""Where a product of matrices stands by its file, and in which function: its sums are exact in any
order.
"""

OF_THE_PROCESSOR = re.compile(
    r"np\.(dot|vdot|inner|outer|matmul|tensordot|einsum|linalg|convolve|correlate|cov|corrcoef|polyfit"
    r"|exp|exp2|expm1|log|log2|log10|log1p|logaddexp|power|tanh|arctanh|sinh|cosh)\b|\.dot\("
)
DRAWN = ROOT / "sim" / "show"
"""Pictures alone: they are compared under the same packages, and no number of a finding is taken
from them.
"""

DOCTEST = re.compile(r"^\s*>>> ")


def test_no_code_calls_what_rounds_by_the_processor() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted((ROOT / "sim").rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if OF_THE_PROCESSOR.search(line) and not DOCTEST.match(line) and DRAWN not in path.parents
    ]
    assert not found, "use sim.core.base.arrays: exp, log, inner, weighted_sum, correlation, solve"


def test_products_of_matrices_stand_where_their_sums_are_exact() -> None:
    found = set()
    for path in sorted((ROOT / "sim").rglob("*.py")):
        if DRAWN in path.parents:
            continue
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef) and any(
                isinstance(getattr(node, "op", None), ast.MatMult) for node in ast.walk(function)
            ):
                found.add((path.relative_to(ROOT).as_posix(), function.name))
    assert found == set(EXACT.items())


PLAIN = {
    "OPENBLAS_CORETYPE": "Prescott",
    "NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4 AVX512_ICL",
    "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX512F",
}
"""Another kernel of OpenBLAS than that of the machine, NumPy without its wide instructions, and the
C library's exp and log without fused multiplications.
"""

SMALL = {
    "game": "2017-spring --set months=4 -n 20 --states 1",
    "forecast": "--from 1993-06 --particles 2 -n 20",
}
OTHERS = {
    "hindcast": "--from 1993-07 --to 1994-08 --particles 2 -n 20 --resamples 50",
    "run": "2017-spring -n 60",
    "compare": "2017-spring dual-track washington.policy=agent:scripted --agent scripted -n 10",
    "why": "2017-spring --world 4",
    "sweep": "2017-spring --over washington.pressure=0,1 -n 40",
    "sensitivity": "2017-spring --factor clash --factor lookahead --points 64 --point-worlds 10 --resamples 50 -n 50",
    "discover": "2017-spring --factor clash --factor lookahead --points 100 -n 4 --resamples 20 --shuffles 19",
    "robustness": "2017-spring --points 20 -n 10 --resamples 50",
    "record": "2017-spring --observed -n 40",
    "patterns": "-n 10 --only openings",
    "set": "--size 5 --draws 20 -n 20",
}
MANY = """
import sys
from sim.cli.main import run_guarded
for line in sys.stdin.read().splitlines():
    sys.argv = ["sim", *line.split()]  # a result keeps its command
    if code := run_guarded():
        sys.exit(f"{line}: {code}")
"""


def carry_out(lines: list[str], **environment: str) -> None:
    """Carry out commands in one process; each must succeed."""
    done = subprocess.run(
        [sys.executable, "-c", MANY],
        input="\n".join(lines),
        text=True,
        capture_output=True,
        env=os.environ | environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]


def reproduced(analyses: dict[str, str], place: Path) -> None:
    """Make a folder of each analysis, and make it again byte for byte on what is another
    processor.
    """
    carry_out(
        [f"{name} {asked} -q --no-figures -o {place / name}" for name, asked in analyses.items()]
    )
    carry_out([f"reproduce {place / name} --run-code" for name in analyses], **PLAIN)


def test_games_and_fits_are_made_again_byte_for_byte_on_another_processor(tmp_path: Path) -> None:
    reproduced(SMALL, tmp_path)


@pytest.mark.long
def test_every_other_analysis_is_made_again_byte_for_byte_on_another_processor(
    tmp_path: Path,
) -> None:
    reproduced(OTHERS, tmp_path)
