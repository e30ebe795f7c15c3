"""Run the notebooks and keep their outputs: python tools/update_notebooks.py [NAME ...]."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[1] / "notebooks"


def executed(path: Path) -> nbformat.NotebookNode:
    """Return a notebook with the outputs of a fresh run, without times or machine names."""
    os.environ["TQDM_DISABLE"] = "1"  # whether a bar of progress appears is up to the clock
    book = nbformat.read(path, as_version=4)
    NotebookClient(
        book, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}
    ).execute()
    for cell in book.cells:
        cell.metadata = {}
        if cell.cell_type == "code":
            cell.outputs = joined(
                [output for output in cell.outputs if output.get("name") != "stderr"]
            )
    book.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return book


def joined(outputs: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    """Return outputs with consecutive printed pieces joined: a busy machine delivers them in
    pieces.
    """
    made: list[nbformat.NotebookNode] = []
    for output in outputs:
        if made and output.output_type == made[-1].output_type == "stream":
            made[-1].text += output.text
        else:
            made.append(output)
    return made


def main() -> None:
    """Run the notebooks named, or all of them."""
    names = sys.argv[1:] or [path.stem for path in sorted(FOLDER.glob("*.ipynb"))]
    for name in names:
        path = FOLDER / f"{name}.ipynb"
        path.write_text(nbformat.writes(executed(path)) + "\n", encoding="utf-8")
        print(f"ran {path.name}")


if __name__ == "__main__":
    main()
