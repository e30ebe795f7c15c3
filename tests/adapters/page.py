"""The examples of docs/other-tools.md, played as a reader would."""

import doctest
import warnings
from typing import Any

from tests.docs.documents import ROOT, section

PAGE = ROOT / "docs" / "other-tools.md"


def played(heading: str) -> dict[str, Any]:
    """Return the names that the examples under a heading make."""
    names: dict[str, Any] = {}
    with warnings.catch_warnings():
        # The workbench warns of each of its own extras that is not there.
        warnings.simplefilter("ignore")
        for example in doctest.DocTestParser().get_examples(section(PAGE, heading)):
            exec(example.source, names)
    return names
