"""Names of types that have no class of their own: a path, and plain data."""

import os
from typing import Any, TypeAlias

AnyPath: TypeAlias = str | os.PathLike[str]
Data: TypeAlias = dict[str, Any]
"""A JSON object: values by name."""
