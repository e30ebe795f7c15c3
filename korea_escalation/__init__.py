"""A second name of the package `sim`, for those who have a `sim.py` of their own beside their script.

`import korea_escalation as ke` gives the same functions, `ke.run` for `sim.run`.
"""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

_HOME = Path(__file__).parents[1] / "sim" / "__init__.py"
_there = sys.modules.get("sim")
if _there is None:
    # Found by its path: on Python's path a user's own file may come first.
    _spec = spec_from_file_location("sim", _HOME, submodule_search_locations=[str(_HOME.parent)])
    assert _spec is not None
    assert _spec.loader is not None
    _there = sys.modules["sim"] = module_from_spec(_spec)
    _spec.loader.exec_module(_there)
elif Path(_there.__file__ or "").resolve() != _HOME.resolve():
    raise ImportError(
        f"another module is loaded as sim: {_there.__file__}\n"
        "  where: import korea_escalation\n"
        "  to do: Import korea_escalation first, or give your module another name."
    )
sys.modules[__name__] = _there
