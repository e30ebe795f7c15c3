"""The parts of a user's own policy or rule: the view, the menus, and a few functions.

```python
from sim.policy import View, WashingtonCourse

def patient(view: View) -> WashingtonCourse:
    return WashingtonCourse.ENGAGEMENT if view.tension < 3.0 else WashingtonCourse.PATIENCE
```

See docs/your-own.md.
"""

from sim.core.game.choosing import chances, drawn
from sim.core.game.language import Row, row
from sim.core.game.maths import above, clip, exp, holds, least, log, logistic, most, normal
from sim.core.game.moves import (
    BeijingCourse,
    BeijingDeed,
    BeijingWord,
    KimType,
    PyongyangCourse,
    PyongyangDeed,
    PyongyangWord,
    SeoulCourse,
    SeoulDeed,
    SeoulWord,
    WashingtonCourse,
    WashingtonDeed,
    WashingtonWord,
)
from sim.core.game.parameters import Parameters
from sim.core.game.payoffs import (
    BeijingPayoff,
    Payoffs,
    PyongyangPayoff,
    SeoulPayoff,
    WashingtonPayoff,
)
from sim.core.game.world import Conduct, Kim, Now, World
from sim.policies.view import View

__all__ = [
    "BeijingCourse",
    "BeijingDeed",
    "BeijingPayoff",
    "BeijingWord",
    "Conduct",
    "Kim",
    "KimType",
    "Now",
    "Parameters",
    "Payoffs",
    "PyongyangCourse",
    "PyongyangDeed",
    "PyongyangPayoff",
    "PyongyangWord",
    "Row",
    "SeoulCourse",
    "SeoulDeed",
    "SeoulPayoff",
    "SeoulWord",
    "View",
    "WashingtonCourse",
    "WashingtonDeed",
    "WashingtonPayoff",
    "WashingtonWord",
    "World",
    "above",
    "chances",
    "clip",
    "drawn",
    "exp",
    "holds",
    "least",
    "log",
    "logistic",
    "most",
    "normal",
    "row",
]
