"""Learning: best replies of capitals to a scenario, and the double oracle over all of them."""

from sim.analysis.learn.findings import LearnFinding, find
from sim.analysis.learn.options import LearnOptions
from sim.analysis.learn.oracle import ask

__all__ = ["LearnFinding", "LearnOptions", "ask", "find"]
