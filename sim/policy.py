"""What a policy of one's own is written with: what a capital sees, what it chooses from, and a few functions.

```python
from sim.policy import View, WashingtonCourse

def patient(view: View) -> WashingtonCourse:
    return WashingtonCourse.ENGAGEMENT if view.quiet > 6.0 else WashingtonCourse.PATIENCE
```

See docs/your-policy.md.
"""

from sim.game.language import Row, row
from sim.game.maths import clip, exp, holds, least, log, most
from sim.game.moves import (
    BeijingCourse,
    BeijingDeed,
    BeijingWord,
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
from sim.game.view import View

__all__ = [
    "BeijingCourse", "BeijingDeed", "BeijingWord", "PyongyangCourse", "PyongyangDeed", "PyongyangWord", "Row",
    "SeoulCourse", "SeoulDeed", "SeoulWord", "View", "WashingtonCourse", "WashingtonDeed", "WashingtonWord", "clip",
    "exp", "holds", "least", "log", "most", "row",
]  # fmt: skip
