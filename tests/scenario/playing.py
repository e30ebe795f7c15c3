"""Play a job on whatever engine there is."""

from sim.engine import Job, Worlds, play


def played(job: Job) -> Worlds:
    """The worlds of a job; all engines give the same bytes, so a missing compiler is no matter here."""
    return play(job, notice=lambda text: None)
