"""A small fast case of every analysis, as one types it: what each must be able to do is tested over this list."""

SPRING = ("2017-spring", "--set", "months=3", "--seed", "5")

ANALYSES: dict[str, tuple[str, ...]] = {
    "robustness": (
        "robustness", *SPRING[:1], "--set", "months=12", "--points", "20", "-n", "10", "--resamples", "50",
        "--uncertain", "accident", "--lineup", "a=patience,balance,build,hedge",
        "--lineup", "b=engagement,balance,build,hedge",
    ),
    "game": (
        "game", *SPRING, "-n", "20", "--resamples", "50", "--precision", "0.1", "--set", "kim_type=greedy",
        "--among", "pyongyang=build,charm", "--among", "seoul=hedge", "--among", "beijing=balance",
    ),
    "multiverse": (
        "multiverse", *SPRING, "-n", "20", "--learning", "own", "--accident", "own", "--kim", "drawn", "--lookahead",
        "own", "--kappa", "-1,.6",
    ),
}  # fmt: skip
