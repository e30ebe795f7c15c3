"""The best-response graph: every profile of policies, what somebody would gain by leaving it, and where that leads."""

from __future__ import annotations
