"""The files with which people begin: a scenario, a study, a paper. They work as they are."""

from __future__ import annotations

from typing import Final

SCENARIO: Final = """\
# A scenario: all that is fixed before the first month. Keys that a file leaves out come from its base.
#   sim check {file}    is it fine?
#   sim run {file}      play it in many worlds
#   sim show {file}     each value, and its source
# A line that begins with # and no blank is ready for use: take the # away. docs/scenario-file.md has every key.

base = "2017-spring"              # a scenario that ships (`sim show`), or a file beside this one
title = "My scenario"
#start = "2017-01"                # a month, in quotes
#months = 48                      # how many months to play, 1 to 600
#kim_type = "fearful"             # "drawn", "fearful", "greedy" or "erratic"
#elections = []                   # an empty list leaves out those of the base; switches, windows, … alike
#leaders = ["2018-06"]            # months in which Pyongyang has a new leader

# Uncertain parameters. `sim show clash` gives the meaning and the range of one.
[parameters]
#clash = 0.2
#greed.erratic = 0.3              # a cell of a table
#kim_chance.erratic = 0.5         # a weight: weights are divided by their sum

# Each capital has one policy in every month, or a schedule, or neither: then it reviews its course.
# `sim show washington` lists policies and levers.
[washington]
policy = "maximum_pressure"
#pressure = 0.8                   # a lever, held in every month

[beijing]
#course = "enforce"               # the course on which it starts
#enforcement = 0.9

[pyongyang]
#policy = "held"                  # stay on the start course

# A policy by date: each stretch lasts until the next.
#[[seoul.schedule]]
#from = "2017-02"
#policy = "hard_line"
#[[seoul.schedule]]
#from = "2017-06"
#policy = "sunshine"

# A list replaces that of the base.
#[[windows]]
#month = "2017-07"
#result = "succeeds"              # or "fails"
"""

STUDY: Final = """\
# A study: a scenario played at many points, to see how outcomes depend on the factors.
#   sim check {file}             is it fine?
#   sim sweep {file} --dry-run   how large is it, and about how long does it take?
#   sim sweep {file}             play it; ctrl-C stops it, and the same command goes on
# A line that begins with # and no blank is ready for use: take the # away. docs/study-file.md has every key.

title = "My study"
scenario = "2017-spring"          # a scenario that ships, or a file beside this one
outcomes = ["lose_lose", "war"]   # `sim show lose_lose` gives its meaning
#seed = 8                         # of the random draws; 7 if not given
#luck = "independent"             # "common": world k of every point has the same draws

# Choices of the actors.
[levers]
washington.pressure = "0:1"       # from low to high
beijing.policy = "balance,enforce"

# Uncertain parameters.
[uncertainties]
#clash = "log-uniform(0.02,0.4)"
#momentum = "triangular(0,0.7,1.5)"
#kim_type = "all"

# Where to play: every combination of five pressures and two policies.
[[design]]
kind = "factorial"
factors = ["washington.pressure", "beijing.policy"]
levels = 5

# Several designs cross. This one takes the factors that are left, at points that fill the space.
#[[design]]
#kind = "sobol"
#points = 64

[replication]
worlds = 200                      # worlds at each point

# Who made it, for `sim archive`; a paper.toml can say the same of several studies.
#[paper]
#licence = "CC-BY-4.0"
"""

PAPER: Final = """\
# A paper: the authors of the results, for `sim archive`.
#   sim check {file}             is it fine?
# A line that begins with # and no blank is ready for use: take the # away.

title = "My paper"
licence = "CC-BY-4.0"             # the short name that SPDX gives it, or an address
#doi = "10.5281/zenodo.1234567"

# Authors in the order of the title page; one table each.
[[authors]]
name = "First Author"             # sim check asks for a name in its place
#orcid = "0000-0002-1825-0097"
#affiliation = "Where I work"
"""

TEMPLATES: Final[dict[str, str]] = {"scenario": SCENARIO, "study": STUDY, "paper": PAPER}


def template(kind: str, file: str) -> str:
    """Return the text with which a file of a kind begins; its first lines name the file."""
    return TEMPLATES[kind].replace("{file}", file)
