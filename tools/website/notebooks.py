"""Write a notebook as a page: its text, its code, and the output and figures of the code."""

import base64
from pathlib import Path
from typing import Any

import nbformat


def page(notebook: Path, target: Path) -> str:
    """Return a notebook as Markdown; its pictures are written beside the page `target`."""
    cells = nbformat.read(notebook, as_version=4).cells
    parts = []
    for number, cell in enumerate(cells):
        if cell.cell_type == "markdown":
            parts.append(cell.source)
        elif cell.cell_type == "code":
            parts.append(f"```python\n{cell.source}\n```")
            parts += [shown(output, f"{notebook.stem}-{number}", target) for output in cell.outputs]
    return "\n\n".join(part for part in parts if part) + "\n"


def shown(output: Any, name: str, target: Path) -> str:
    """Return an output of a cell as Markdown."""
    data = output.get("data", {})
    if "image/png" in data:
        (target.parent / f"{name}.png").write_bytes(base64.b64decode(data["image/png"]))
        return f"![The figure of the code]({name}.png)"
    text = output.get("text") or data.get("text/plain", "")
    return f"```text\n{text.rstrip()}\n```" if text else ""
