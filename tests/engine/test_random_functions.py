"""Guard the lowering: random functions of the subset do on arrays and in lanes what they do in
plain Python.
"""

import random
from pathlib import Path

import numpy as np
import pytest

from sim.core.engine import Job, play
from sim.core.engine.records import names_of

from .made_game import made

FUNCTIONS = 40


class Writer:
    """Write a random function, definite in every name it reads."""

    def __init__(self, seed: int) -> None:
        self.r, self.names, self.lines = random.Random(seed), 0, list[str]()

    def number(self, known: list[str], deep: int = 2) -> str:
        r, deep = self.r, deep - 1
        kind = r.random() * (0.7 if deep < 0 else 1.0)
        if kind < 0.2:
            return repr(round(r.uniform(-2, 2), 2))
        if kind < 0.3:
            return r.choice(
                [
                    "p.table[k]",
                    "p.grid[k][2]",
                    "p.grid[1][k]",
                    "p.grid[k][k]",
                    "p.table[3]",
                    "float(k)",
                ]
            )
        if kind < 0.7:
            return r.choice(known)
        if kind < 0.85:
            return f"({self.number(known, deep)} {r.choice('+-')} {self.number(known, deep)} * 0.5)"
        return f"({self.number(known, deep)} if {self.test(known, deep)} else {self.number(known, deep)})"

    def test(self, known: list[str], deep: int = 2) -> str:
        if deep > 0 and self.r.random() < 0.3:
            return f"({self.test(known, deep - 1)} {self.r.choice(['and', 'or'])} not {self.test(known, deep - 1)})"
        if self.r.random() < 0.15:
            return f"k {self.r.choice(['==', '>='])} {self.r.randint(0, 2)}"
        signs = [
            self.r.choice(["<", "<=", ">", ">=", "=="]) for _ in range(self.r.choice([1, 1, 2]))
        ]
        return f"({self.number(known, 0)} {' '.join(f'{s} {self.number(known, deep - 1)}' for s in signs)})"

    def block(self, known: list[str], pad: str, depth: int, loop: bool) -> list[str]:
        """Write a block and return the names that are set after it."""
        known, r = list(known), self.r
        for _ in range(r.randint(1, 3)):
            kind = r.random()
            self.names += 1
            if kind < 0.15:
                change = r.choice(
                    [
                        "side.heat = {}",
                        "side.seen[1] += {}",
                        "side.moved = {} > 0.0",
                        "side.mood = Mood(k)",
                    ]
                )
                self.lines.append(pad + change.format(self.number(known)))
            elif kind < 0.45 or depth == 0:
                name = r.choice([n for n in known if n[0] == "v"] + [f"v{self.names}"])
                self.lines.append(f"{pad}{name} = {self.number(known)}")
                known += [name] if name not in known else []
            elif kind < 0.8:
                known = self.branches(known, pad, depth, loop)
            else:
                self.lines.append(f"{pad}for i{self.names} in range({r.randint(1, 3)}):")
                self.block([*known, f"float(i{self.names})"], pad + "    ", depth - 1, True)
        return known

    def branches(self, known: list[str], pad: str, depth: int, loop: bool) -> list[str]:
        rare = self.r.random() < 0.2
        self.lines.append(f"{pad}if {'rarely(' * rare}{self.test(known)}{')' * rare}:")
        yes = self.block(known, pad + "    ", depth - 1, loop)
        if self.r.random() < 0.5 and not rare:
            self.lines.append(f"{pad}else:")
            no = self.block(known, pad + "    ", depth - 1, loop)
            return known + [n for n in yes if n in no and n not in known]
        if not loop and self.r.random() < 0.4:
            self.lines.append(f"{pad}    world.out[2] = {self.number(yes)}")
            self.lines.append(f"{pad}    return")
        return known

    def text(self, name: str) -> str:
        self.lines = [f"def {name}(world: World, side: Side, k: Mood, p: Parameters) -> None:"]
        known = ["world.a", "world.b", "side.heat", "side.seen[1]", "side.seen[k]", "p.p"]
        known = self.block(known, "    ", 3, False)
        return "\n".join([*self.lines, f"    world.out[3] += 0.5 * {self.number(known)}"]) + "\n"


@pytest.mark.parametrize("seed", [1, 2])
def test_random_functions_mean_the_same_in_every_engine(seed: int, tmp_path: Path) -> None:
    text = "".join(Writer(1000 * seed + i).text(f"f{i}") for i in range(FUNCTIONS))
    fields = "".join(f"    s{i}: Side = field(default_factory=Side)\n" for i in range(FUNCTIONS))
    calls = "".join(
        f"    f{i}(world, world.s{i}, {['world.mood', 'Mood.ANGRY'][i % 2]}, p)\n"
        for i in range(FUNCTIONS)
    )
    game = made(
        tmp_path,
        f"random_{seed}",
        text + "def step(world: World, now: Now, p: Parameters) -> None:\n" + calls,
        fields,
    )
    places, worlds = names_of(game.world), 60
    r = np.random.default_rng(seed)
    state = np.zeros((len(places), worlds))
    for i, name in enumerate(places):
        if name.endswith((".heat", "a", "b")) or ".seen" in name or name.startswith("out"):
            state[i] = np.round(r.uniform(-3, 3, worlds), 1)
        if name.endswith("mood"):
            state[i] = r.integers(0, 3, worlds)
    state[1, ::5] = state[0, ::5]
    job = Job(worlds, months=2, state=state)
    wanted = play(job, "python", game=game).state
    assert len(np.unique(wanted)) > 200
    assert play(job, "numpy", game=game).state.tobytes() == wanted.tobytes()
    assert play(job, "kernel", game=game).state.tobytes() == wanted.tobytes()
