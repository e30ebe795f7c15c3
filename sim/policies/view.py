"""The view of a policy of a user's own, with every field that some capital may be shown.

A policy is given a record with the fields of its capital alone (`sim/policies/fields.py`); this one
stands in type hints, and a test of a policy fills it in. `view.pyi` lists it for type checkers.
"""

from sim.policies.fields import ALL_FIELDS, record_of

View = record_of(
    "View",
    ALL_FIELDS,
    __doc__="All that some capital sees after a month, and what the rules would do.",
)
