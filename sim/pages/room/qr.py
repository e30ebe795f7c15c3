"""The square that a phone's camera reads: the address of the join page, with the code."""

from __future__ import annotations

from typing import Any, Final

import segno

BORDER: Final = 4
"""Light cells around the square, which readers need."""


def square(address: str) -> dict[str, Any]:
    """Return a QR code as a path of unit cells and the size of its picture."""
    code = segno.make_qr(address, error="m")
    rows = (
        f"M{x + BORDER} {y + BORDER}h1v1h-1z" for y, row in enumerate(code.matrix) for x, dark in enumerate(row) if dark
    )
    return {"size": code.symbol_size(border=BORDER)[0], "path": "".join(rows)}
