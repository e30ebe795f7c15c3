"""Counterfactuals: the story of one world, what another policy, move or shock would have changed, and causes."""

from sim.analysis.counterfactual.story import Choice, Month, Review, Story, stories, story

__all__ = ["Choice", "Month", "Review", "Story", "stories", "story"]
