"""Names for what has no class of its own: a path, and plain data."""

import os
from typing import Any, TypeAlias

AnyPath: TypeAlias = str | os.PathLike[str]
Data: TypeAlias = dict[str, Any]
"""What JSON can hold, by name."""
