"""The interface of every result in a notebook: tables, figures and a citation."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from matplotlib.axes import Axes

    from sim.core.scenario import Scenario


class Shown(ABC):
    """A result that a notebook can show, of one scenario and seed."""

    if TYPE_CHECKING:

        @property
        def scenario(self) -> Scenario:
            """The scenario that was played."""

        @property
        def seed(self) -> int:
            """The seed of the random draws."""

    @abstractmethod
    def to_frame(self) -> pd.DataFrame:
        """Return the numbers as a tidy pandas table."""

    @abstractmethod
    def to_xarray(self) -> xr.Dataset:
        """Return the numbers as named arrays with seed, hash and units as attributes; needs the
        package xarray.
        """

    def plot(self, name: str = "", ax: Axes | None = None) -> Any:
        """Draw the figure `name`, or the first one if none is named, into `ax` if one is given.

        Raises UsageProblem for an unknown figure.
        """
        return display().plot_of(self, name, ax)

    def cite(self) -> str:
        """Return one sentence for a footnote: the scenario, the model and the seed."""
        return display().citation_of(self)  # type: ignore[no-any-return]

    def _repr_html_(self) -> str:
        return display().html_of(self)  # type: ignore[no-any-return]


DISPLAYS: list[Callable[[], Any]] = []
"""Functions that import the drawing layer. That layer stands above this one, so the package
registers it here on import.
"""


def display() -> Any:
    """Return the layer that draws, imported only when a result is shown."""
    return DISPLAYS[-1]()
