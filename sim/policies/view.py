"""The view of a user-written policy, with every field that some capital may be shown.

A policy is given a record with the fields of its capital alone (`sim/policies/fields.py`). This one
serves type hints, and tests of policies. `view.pyi` lists it for type checkers.
"""

from sim.policies.fields import ALL_FIELDS, record_of

View = record_of(
    "View",
    ALL_FIELDS,
    __doc__="All that some capital sees after a month, and the choice of the rules.",
)
