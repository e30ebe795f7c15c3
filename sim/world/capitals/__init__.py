"""The four capitals, one file each; none imports another."""

from ..policy import Policy
from . import beijing, pyongyang, seoul, washington

POLICIES: dict[str, dict[str, Policy]] = {
    "washington": washington.POLICIES,
    "beijing": beijing.POLICIES,
    "pyongyang": pyongyang.POLICIES,
    "seoul": seoul.POLICIES,
}
