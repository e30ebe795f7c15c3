"""What a capital sees of the North: Washington and Beijing with error, the others rightly."""

from sim.game.maths import clip, normal
from sim.game.numbers import Numbers
from sim.game.world import Now, World


def see_with_error(seen: World, now: Now, p: Numbers) -> None:
    """Let Washington see enforcement, economy and an arsenal not lately tested with error."""
    seen.enforcement = enforcement_seen(seen.enforcement, now, p)
    seen.economy = economy_seen(seen.economy, p.error_economy, now)
    seen.arsenal = arsenal_seen(seen.arsenal, seen.quiet, now, p)


def enforcement_seen(enforcement: float, now: Now, p: Numbers) -> float:
    """Return the share that China enforces, as Washington sees it."""
    return clip(enforcement + p.error_enforcement * normal(now.luck.see_enforcement), 0.0, 1.0)


def economy_seen(economy: float, error: float, now: Now) -> float:
    """Return the economy of the North as it is seen with this error."""
    return clip(economy + error * normal(now.luck.see_economy), -0.5, 0.3)


def error_of_beijing(now: Now, p: Numbers) -> float:
    """Return the error with which Beijing sees the economy: less with contact."""
    return p.error_economy * (1.0 - now.levers.beijing_contact)


def arsenal_seen(arsenal: float, quiet: float, now: Now, p: Numbers) -> float:
    """Return the arsenal as Washington sees it: rightly if it was tested lately."""
    return clip(arsenal + p.error_arsenal * normal(now.luck.see_arsenal), 0.0, 1.0) if quiet > 2.0 else arsenal
