"""Analyses of runs: a folder for each analysis, with games and claims that some of them share."""
