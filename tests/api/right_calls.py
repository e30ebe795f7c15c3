"""Calls of `import sim` that are right: a type checker has nothing to say."""

import sim

sim.compare("2017-spring", {"washington.pressure": 0.9}, worlds=100, progress=False)
run = sim.run("2017-spring", washington__pressure=0.9, beijing__policy="enforce", months=12)
print(run.probability("war"), run.state["tension"])
sim.sensitivity("2017-spring", factors=["washington.pressure=0:1"], vary="factors")
sim.know("2017-spring", powers=["washington"], accuracy=[0.5, 0.9])
sim.hindcast(record="mine.csv", every=3)
print(sim.__version__, sim.outcomes["war"], sim.games, sim.plot.fan)
