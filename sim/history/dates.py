"""Dates of the record and its analyses. This module imports nothing of sim, so that help and refusals
are quick.
"""

from typing import Final

FIRST_MONTH: Final = "1990-01"
"""The first month of the record, before which filters begin."""

BORDER_CLOSED: Final = ("2020-01", "2022-08")
"""First and last month in which Pyongyang kept its border closed against the pandemic.

D: closed on 22 January 2020; goods trains to Dandong ran for some weeks of 2022 and again from
September 2022. No rule of the game brings this about, so it is given from outside: it costs growth,
and touches nothing else.
"""

HORIZONS: Final = (3, 6, 12)
"""Months ahead that are forecast."""

TUNED_TO: Final = "2019-12"
"""The last month of the record that anybody looked at when the rules were made."""
