"""A small fast case of every analysis, as one types it: what each must be able to do is tested over this list."""

SPRING = ("2017-spring", "--set", "months=3", "--seed", "5")

ANALYSES: dict[str, tuple[str, ...]] = {
    "run": ("run", *SPRING, "-n", "300"),
    "compare": ("compare", *SPRING, "2017-spring", "--with", "B:beijing.policy=shield", "-n", "300"),
    "sweep": ("sweep", *SPRING, "--over", "washington.pressure=0,1", "--over", "accident=.001,.01", "-n", "200"),
    "robustness": (
        "robustness", *SPRING[:1], "--set", "months=12", "--points", "20", "-n", "10", "--resamples", "50",
        "--uncertain", "accident", "--lineup", "a=patience,balance,build,hedge",
        "--lineup", "b=engagement,balance,build,hedge",
    ),
    "game": (
        "game", *SPRING, "-n", "20", "--resamples", "50", "--payoff-draws", "5", "--set", "kim_type=greedy",
        "--among", "washington=patience,engagement", "--among", "beijing=balance,enforce", "--among", "seoul=hedge",
    ),
    "multiverse": (
        "multiverse", *SPRING, "-n", "20", "--learning", "own", "--accident", "own", "--kim", "drawn", "--lookahead",
        "own", "--kappa", "-1,.6",
    ),
    "why": ("why", *SPRING, "--world", "3"),
    "record": ("record", *SPRING, "--observed", "-n", "20"),
    "hindcast": ("hindcast", "--from", "1995-01", "--to", "1995-05", "--horizon", "3", "-n", "10", "--particles", "2",
                 "--resamples", "50"),
    "calibrate": ("calibrate", "--to", "1990-04", "--sets", "8", "--particles", "8"),
    "replications": ("calibrate", "--to", "1990-02", "--sets", "8", "--particles", "8", "--replications", "2"),
    "after a record": ("run", "--from-record", "1990-03", "--set", "months=3", "-n", "50"),
    "nowcast": ("nowcast", "--month", "1990-03", "--particles", "4"),
    "learn": ("learn", SPRING[0], "--capital", "seoul", *SPRING[1:], "--sample", "20", "--budget", "1280", "-n", "40"),
    "patterns": ("patterns", "-n", "10", "--only", "turns"),
    "sensitivity": (
        "sensitivity", *SPRING, "--points", "64", "-n", "100", "--resamples", "50", "--tornado-worlds", "50",
        "--outcome", "crisis", "--factor", "washington.pressure",
    ),
    "discovery": (
        "discover", *SPRING, "--points", "50", "-n", "600", "--resamples", "20", "--shuffles", "19", "--outcome",
        "crisis", "--factor", "washington.pressure", "--factor", "tension_rest",
    ),
}  # fmt: skip
