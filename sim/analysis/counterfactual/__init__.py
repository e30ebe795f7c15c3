"""Counterfactuals: the story of one world, what another policy, move or shock would have changed, and causes."""

from .story import Decision, Month, Story, stories, story

__all__ = ["Decision", "Month", "Story", "stories", "story"]
