"""Calls of `import sim` that are wrong, each in its own way: a type checker names every one."""

import sim

sim.compare("2017-spring", worlds="many")
sim.compare("2017-spring", "dual-track", wrolds=500)
sim.run("2017-spring", washington__presure=0.9)
sim.run("2017-spring", washington__pressure="high")
sim.run(worlds=500)
sim.sensitivity("2017-spring", vary="everything")
sim.robustness("2017-spring", tolerable="all")
sim.know("2017-spring", powers=["moscow"])
sim.why("2017-spring", world="first")
sim.sweep("2017-spring", {"washington.pressure": [0.1]}, progress="yes")
sim.discover("2017-spring", points=1e3)
sim.evaluate("2017-spring", {}, luck="shared")
sim.know("2017-spring", accuracy=0.9).sentence()
