"""The report: what a run or a study tells, in one file that anybody can open, read aloud and print."""

from sim.show.report.write import report_of, write_report

__all__ = ["report_of", "write_report"]
