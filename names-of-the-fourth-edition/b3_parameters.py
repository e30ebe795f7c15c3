"""b3: the numbers of the model are parameters; the ledgers are catalogues, and the parameters are called parameters.

sim.core.game.numbers -> sim.core.game.parameters, its record Numbers -> Parameters, its LEDGER -> RULE_PARAMETERS
(PARAMETERS of sim.core.scenario.parameters holds the thresholds of outcomes too, and is what `sim.parameters` is).
sim.core.outcomes.ledger -> sim.core.outcomes.catalogue, Ledger -> Catalogue, LEDGER -> CATALOGUE.
sim.publish.ledger_tables -> sim.publish.entry_tables. The engine's own word for what it takes a world, `numbers`, stays.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from common import *  # noqa: F403
from b_tools import ERRORS_BY, append, insert, ruff_fix, wrap_strings

PY = ("sim/**/*.py", "tests/**/*.py", "tools/**/*.py")
ALL = (*PY, "sim/**/*.js", "sim/**/*.md", "sim/**/*.toml", "sim/**/*.html", "docs/*.md", "docs/teaching/*.md", "docs/schemas/*.json",
       "README.md", "CONTRIBUTING.md", "publish/*.md", "notebooks/*", "studies/*.toml", "scenarios/*.toml", "results/README.md",
       "tests/**/*.toml", "tests/**/*.md", "Makefile", "pyproject.toml", "setup.cfg")
KEPT = (*ERRORS_BY, "docs/gallery/*", "docs/history/*")
ENGINE = ("sim/core/engine/to_cpp.py", "sim/core/engine/driver.h")

# Files.
move("sim/core/game/numbers", "sim/core/game/parameters")
move("sim/core/outcomes/ledger.py", "sim/core/outcomes/catalogue.py")
move("sim/publish/ledger_tables.py", "sim/publish/entry_tables.py")
move("tests/outcomes/test_ledger.py", "tests/outcomes/test_catalogue.py")
move("tests/scenario/test_ledgers.py", "tests/scenario/test_declarations.py")
replace_text(r"\bledger_tables\b", "entry_tables", *PY)
replace_text(
    r"^    # No script is run from among the rules.*\n    assert hiding == \{[^}]*\}$", "    assert hiding == set()", "tests/packaging/*.py"
)

# Whose LEDGER it is says the import.
OF_RULES, OF_OUTCOMES = [], []
for path in files(*PY):
    text = path.read_text(encoding="utf-8")
    if re.search(r"\bLEDGER\b", text):
        rules = re.search(r"game\.parameters import (\([^)]*\bLEDGER\b|.*\bLEDGER\b)", text)
        outcomes = re.search(r"outcomes\.outcomes import (\([^)]*\bLEDGER\b|.*\bLEDGER\b)", text)
        if rules and outcomes:
            warn(f"{path} imports both ledgers")
        home = str(path) == "sim/core/game/parameters/__init__.py"
        (OF_RULES if rules or home else OF_OUTCOMES).append(str(path))
if OF_RULES:
    identifiers({"LEDGER": "RULE_PARAMETERS"}, *OF_RULES)
if OF_OUTCOMES:
    identifiers({"LEDGER": "CATALOGUE"}, *OF_OUTCOMES)

# The alias of sim.core.scenario.parameters, and that of the tables.
replace_text(r"import parameters as ledger\b", "import parameters", *PY)
identifiers({"ledger": "parameters"}, "sim/core/scenario/scenario.py", strings=False)
replace_text(r"scenario\.scenario\.ledger\.", "scenario.scenario.parameters.", *PY)
replace_text(r"import entry_tables as ledger\b", "import entry_tables", *PY)
identifiers({"ledger": "entry_tables"}, "sim/publish/documents.py", strings=True)
replace_text(r"(?<=[{( ])ledger\.(?=\w+[(\s}])", "entry_tables.", "sim/publish/assets/*.md")
replace_text(r"\bledger\.BLOCK\b", "entry_tables.BLOCK", "sim/publish/assets/*.md")

# All other ledgers in code are those of outcomes.
identifiers({"Ledger": "Catalogue", "ledger": "catalogue", "LEDGERS": "CATALOGUES", "_LEDGERS": "_CATALOGUES", "Ledgers": "Catalogues"}, *PY, but=KEPT)

# Records.
GROUPS = ("Start", "Disposition", "Answer", "Kim", "Transition", "War", "Review", "Wait", "Payoff", "Shock", "Aim", "Goal",
          "Sighting", "Game")
words({f"{each}Numbers": f"{each}Parameters" for each in GROUPS}, *PY, "docs/*.md", "CONTRIBUTING.md", but=ENGINE)
identifiers({"Numbers": "ParameterValues"}, "sim/core/runs/inputs.py", strings=False)
identifiers({"Numbers": "Parameters"}, *PY, "docs/*.md", "notebooks/*", but=(*ENGINE, *KEPT, "sim/core/runs/inputs.py"))
# The text of rules that stands in quotes.
replace_text(r"(\bp: |\bclass |\bother\.|\bNow, )Numbers\b", r"\1Parameters", *PY, "docs/*.md")
words({"effective_numbers": "effective_parameters", "said_numbers": "said_parameters", "numbers_drawn": "parameters_drawn", "NUMBERS_AND_CELLS": "PARAMETERS_AND_CELLS"}, *PY)

# --number-draws of sim game, and the page's table of labels.
words({"number_draws": "parameter_draws"}, *ALL, but=KEPT)
replace_text(r"--number-draws\b", "--parameter-draws", *ALL, but=KEPT)
replace_text(r"^\[numbers\]$", "[parameters]", "sim/pages/text/*/live.toml")
replace_text(r"t\(`numbers\.", "t(`parameters.", "sim/pages/live/**/*.js")
replace_text(r'"numbers\."', '"parameters."', "tests/live/*.py", "tests/text/*.py", "sim/pages/**/*.py")

# Words: sentences first.
sentences([
    ("# Every number of the game", "# Every parameter of the model"),
    ("*For whoever looks up a number.* Each is declared once, in the ledger (`sim/core/game/parameters/`). This page is made from it, and so are the checks of a scenario and `sim show NAME`. [odd.md](odd.md) says how the rules use the numbers.",
     "*For anyone who looks up a parameter.* Each is declared once, in `sim/core/game/parameters/`. This page is made from there, and so are the checks of a scenario and `sim show NAME`. [odd.md](odd.md) says how the rules use them."),
    ("Change the ledger, not the page.", "Change the declarations, not the page."),
    ("Find what the record says of the numbers.", "Estimate parameters from the record."),
    ("Who has this page and the ledger of numbers ([parameters.md](parameters.md)) can write",
     "Who has this page and the parameters ([parameters.md](parameters.md)) can write"),
    ("names are those of the ledger, of the state", "names are those of the parameters, of the state"),
    ("is a constant of the rules and not in the ledger.", "is a constant of the rules and no parameter."),
    ("Outcomes are declared once in a ledger.", "Outcomes are declared once in a catalogue."),
    ("A number that lies on a direction: its name in the ledger (a cell by its place), label,",
     "A parameter that lies on a direction: its name (a cell by its place), label,"),
    ("Everything the project knows about one number, table or grid of the ledger.",
     "Everything the project knows about one parameter: a number, a table or a grid."),
    ("The ledger: every number of the rules that can be set, declared once.",
     "The parameters: every number of the rules that can be set, declared once."),
    ("The ledger by the names that a scenario uses: numbers, and cells of tables and grids.",
     "The parameters by the names that a scenario uses: numbers, and cells of tables and grids."),
    ("if no number `start_NAME` of the ledger does.", "if no parameter `start_NAME` does."),
    ("`start` unless a number `start_…` says it", "`start` unless a parameter `start_…` says it"),
    ("Numbers `start_…` give the state (2.3).", "Parameters `start_…` give the state (2.3)."),
    ("or give start_… numbers.", "or give start_… parameters."),
    ("in a month; the ledger says what each means.", "in a month; LEVERS says what each means."),
    ("Return what the ledger says of a number, a table, a grid or a lever.", "Return what is declared of a parameter or a lever."),
    ("Of an entry of a ledger keep its name", "Of a declared entry keep its name"),
    ("Return the cells of the ledger that put a capital on a course at the start.",
     "Return the cells of parameters that put a capital on a course at the start."),
    ("Set some values of the ledger; return their names.", "Set some parameters; return their names."),
    ('"Use a name of the ledger."', '"Use the name of a parameter or a lever."'),
    ("Return a number of the ledger by the engine's name, as these worlds have it.",
     "Return a parameter by the engine's name, as these worlds have it."),
    ("All numbers that the rules read, for one world.", "All parameters that the rules read, for one world."),
    ("\"\"\"One declared number: its name, default, range, unit, meaning and evidence.", "\"\"\"One declared parameter: its name, default, range, unit, meaning and evidence."),
    ("Of the ledger's numbers most are assumptions (tag A). Numbers that were set while looking",
     "Most parameters are assumptions (tag A). Parameters that were set while looking"),
    ("its states have seen nothing later, its numbers have.", "its states have seen nothing later, its parameters have."),
    ("parameters: other numbers within their ranges", "parameters: other values within their ranges"),
    ("every world has the same numbers (sim robustness varies them)", "every world has the same parameters (sim robustness varies them)"),
    ("does not widen the spread. For numbers", "does not widen the spread. For parameters"),
    ("A number is `low + (high − low) / (1 + exp(−(c + sign · z)))`", "A parameter is `low + (high − low) / (1 + exp(−(c + sign · z)))`"),
    ("(the numbers of these names)", "(the parameters of these names)"),
    ("(the number of this name)", "(the parameter of this name)"),
    ("of each that sees it with an error `errors` names the number that is the standard deviation.",
     "of each that sees it with an error `errors` names the parameter that is the standard deviation."),
    ("## Which numbers", "## Which parameters"),
    ("The record knows combinations of numbers and not each of them.", "The record knows combinations of parameters and not each of them."),
    ("outcomes of the ledger alone are kept here", "built-in outcomes alone are kept here"),
    ("An outcome: one of the ledger by its name, or a user's own.", "An outcome: a built-in one by its name, or a user's own."),
    ("# Names that no ledger declares;", "# Names that no catalogue declares;"),
    ("Return an outcome that is meant: a user's own as it is, one of the ledger or of `own` by its name.",
     "Return an outcome that is meant: a user's own as it is, a built-in one or one of `own` by its name."),
    ("replaces numbers and cells of the ledger and levers by name", "replaces parameters, their cells, and levers by name"),
    ("What took the place of names that went in the third edition: numbers, states, keys of studies, keywords.",
     "What took the place of names that went in the third and fourth editions: parameters, states, keys of studies, keywords."),
    ("Limited wars stay those of the ledger.", "The costs of a limited war keep their defaults."),
    ("or cell `table.cell` or `grid.course.move`, of the ledger; raises", "or cell `table.cell` or `grid.course.move`; raises"),
    ("as at the edge of the ledger, is a certainty", "as at the edge of its range, is a certainty"),
    ("# what nobody knows: numbers of the ledger, and anything above", "# what nobody knows: parameters, and anything above"),
    ("Return a number of every world: of the ledger, your own, or months", "Return a number of every world: a built-in one, your own, or months"),
    ("raises UsageProblem where the ledger has none of this name", "raises UsageProblem where there is none of this name"),
    ("come to the ledger's 0.6", "come to the default 0.6"),
], *ALL)

# Then phrases.
prose([
    # ledgers of parameters
    (r"the ledger of numbers", "the parameters"),
    (r"numbers and cells of the ledger", "parameters and their cells"),
    (r"number and cell of the ledger", "parameter and cell"),
    (r"numbers? or (?:a )?cells? of (?:the|its) ledger", "parameter or cell"),
    (r"numbers and cells of the ledger", "parameters and their cells"),
    (r"cells? of the ledger", "cell of a parameter"),
    (r"numbers of the ledger", "parameters"),
    (r"number of the ledger", "parameter"),
    (r"is a whole number in the ledger", "is a whole number"),
    (r"numbers? in the ledger", "parameter"),
    (r"(over the|over its|within its|its|their|every) range(s?) (?:in|of) (?:the|its) ledger", r"\1 declared range\2"),
    (r"over the range of its ledger", "over its declared range"),
    (r"inside that of its ledger", "inside its declared one"),
    (r"uniform over the ledger's range", "uniform over its range"),
    (r"ranges are the ledger's unless stated", "ranges are those declared, unless stated"),
    (r"lies within the ledger's", "lies within the declared one"),
    (r"a number that the ledger admits", "a number in the declared range"),
    (r"as long ago as the ledger admits", "as long ago as its range admits"),
    (r"values that the ledger admits for a number or a cell", "values in the range of a parameter or a cell"),
    (r"a value that the ledger admits", "a value in the declared range"),
    (r"within what the ledger admits", "within the declared ranges"),
    (r"the ledger admits", "the declared range admits"),
    (r"numbers at the ledger's default", "parameters at their default"),
    (r"more numbers are at the ledger's defaults", "more parameters are at their defaults"),
    (r"that only repeats the default of the ledger", "that only repeats its default"),
    (r"the ledger's default(s?)", r"the default\1"),
    (r"the default(s?) of the ledger", r"the default\1"),
    (r"differs from the ledger", "differs from the defaults"),
    (r"differences of numbers from the ledger", "differences of parameters from their defaults"),
    (r"all else is as in the ledger", "all else has its default"),
    (r"as the ledger has it", "as it is declared"),
    (r"its starting values are the ledger's", "its starting values are the defaults"),
    (r"the ledger's start", "the default start"),
    (r"is not the ledger's of", "is not the default of"),
    (r"that is not the ledger's", "that is not the default"),
    (r"what a world, a month and the ledger hold", "what a world, a month and the parameters hold"),
    (r"names in the ledger", "names"),
    (r"both by name in the ledger", "both by name"),
    (r"within the ledger, each", "within the declared ranges, each"),
    (r"every state of the ledger", "every state of the model"),
    (r"places? of the ledger", "places"),
    # ledgers of levers, names and outcomes
    (r"outcomes of the ledger", "built-in outcomes"),
    (r"outcome for one of the ledger", "outcome for a built-in one"),
    (r"those of the ledger( and)? (under|can|defined)", r"the built-in ones\1 \2"),
    (r"those of the ledger", "the built-in ones"),
    (r"(beside )?all of the ledger", r"\1all built-in ones"),
    (r"names of the ledger", "names of built-in ones"),
    (r"(a|the) ledger(s?) of (outcomes|levers)", r"\1 catalogue\2 of \3"),
    (r"the whole ledger", "the whole catalogue"),
    (r"the ledger with a user's own", "the catalogue with a user's own"),
    (r"add it to the ledger", "add it to the catalogue"),
    (r"the ledger of the model", "the catalogue"),
    (r"that the ledger", "that the catalogue"),
    (r"its ledger", "its catalogue"),
    (r"the ledgers", "the catalogues"),
    (r"a ledger", "a catalogue"),
    (r"each declared once, in the ledger", "each declared once"),
    (r"what the ledger says", "what the catalogue says"),
    # numbers of the model
    (r"(each|every) number that nobody knows", r"\1 uncertain parameter"),
    (r"nobody knows these numbers", "nobody knows these parameters"),
    (r"numbers that nobody knows", "uncertain parameters"),
    (r"uncertain number(s?)", r"uncertain parameter\1"),
    (r"(?:the )?sixteen uncertain numbers", "the sixteen uncertain parameters"),
    (r"(the same )?set(s?) of numbers", r"\1set\2 of parameters"),
    (r"(sixteen|twenty|32|45|five of 32|single|some|most|learnt|shipped|other) numbers (of a type|that matter|of \[robustness|were set|with uniform|to 2007|that are fitted|that are not fitted|are fitted|were informed|move what|are assumptions|within their|lie near|do not show|do not|with what)", r"\1 parameters \2"),
    (r"four levers, sixteen numbers", "four levers, sixteen parameters"),
    (r"sixteen numbers that matter", "sixteen parameters that matter"),
    (r"the sixteen numbers", "the sixteen parameters"),
    (r"32 numbers", "32 parameters"),
    (r"fitted twenty numbers", "fitted twenty parameters"),
    (r"about 45 numbers", "about 45 parameters"),
    (r"nine in ten numbers", "nine in ten parameters"),
    (r"most (of its )?numbers (were|are)", r"most \1parameters \2"),
    (r"if one number is to be doubted", "if one parameter is to be doubted"),
    (r"the shipped numbers", "the shipped parameters"),
    (r"with the shipped numbers", "with the shipped parameters"),
    (r"levers, numbers and (policies|cells)", r"levers, parameters and \1"),
    (r"levers, numbers, the month", "levers, parameters, the month"),
    (r"levers and numbers", "levers and parameters"),
    (r"numbers and levers", "parameters and levers"),
    (r"numbers, levers(,? and| ,|,) (orders|the policy)", r"parameters, levers\1 \2"),
    (r"numbers, the levers and the Kim", "parameters, the levers and the Kim"),
    (r"the levers, the numbers and the months", "the levers, the parameters and the months"),
    (r"the state, the numbers and the", "the state, the parameters and the"),
    (r"(every|all|a|the) number(s?), lever(s?), (policies|policy|moves|state|a table|a cell)", r"\1 parameter\2, lever\3, \4"),
    (r"a number, (a )?lever or (a )?policy", r"a parameter, \1lever or \2policy"),
    (r"number, lever or policy", "parameter, lever or policy"),
    (r"number, lever, policy", "parameter, lever, policy"),
    (r"numbers, levers, policies", "parameters, levers, policies"),
    (r"number, lever, state", "parameter, lever, state"),
    (r"number, lever or state", "parameter, lever or state"),
    (r"number, cell or lever", "parameter, cell or lever"),
    (r"a lever, a number, a cell", "a lever, a parameter, a cell"),
    (r"a lever, a number or cell", "a lever, a parameter or cell"),
    (r"a number or a cell", "a parameter or a cell"),
    (r"a number or cell", "a parameter or cell"),
    (r"a number or (a )?lever", r"a parameter or \1lever"),
    (r"number and lever", "parameter and lever"),
    (r"numbers and cells", "parameters and cells"),
    (r"policies, levers and other numbers", "policies, levers and other parameters"),
    (r"or new numbers, cannot be added", "or new parameters, cannot be added"),
    (r"(the )?rules (and|or)( their)? numbers", r"\1rules \2\3 parameters"),
    (r"number or rule", "parameter or rule"),
    (r"numbers and policies come and go", "parameters and policies come and go"),
    (r"which (of the |of all the )?numbers (matter|move|have seen)", r"which \1parameters \2"),
    (r"(?:\*)?without knowing the numbers", "without knowing the parameters"),
    (r"where the numbers come from\.\*", "where the parameters come from.*"),
    (r"numbers were (set by eye|tuned|changed by hand|set while looking|learnt)", r"parameters were \1"),
    (r"numbers (that|which) were set while looking", r"parameters \1 were set while looking"),
    (r"these numbers were set while looking", "these parameters were set while looking"),
    (r"numbers that (are|were) not fitted", r"parameters that \1 not fitted"),
    (r"(a )?number(s?) (at|with) (which it changes nothing|a neutral value)", r"\1parameter\2 \3 \4"),
    (r"value a number changes nothing", "value a parameter changes nothing"),
    (r"kind of evidence a number has", "kind of evidence a parameter has"),
    (r"numbers set by eye", "parameters set by eye"),
    (r"numbers were taken over|its numbers taken over", "its parameters taken over"),
    (r"so that number (?=\()", "so that parameter "),
    (r"moved no number", "moved no parameter"),
    (r"its own numbers, courses and Kim", "its own parameters, courses and Kim"),
    (r"(each world )?has numbers of one of the sets", r"\1has parameters of one of the sets"),
    (r"the numbers of the worlds were learnt", "the parameters of the worlds were learnt"),
    (r"with numbers (learnt|drawn) from", r"with parameters \1 from"),
    (r"on the numbers that were", "on the parameters that were"),
    (r"some of its numbers can be fitted", "some of its parameters can be fitted"),
    (r"priors of numbers", "priors of parameters"),
    (r"differences of numbers", "differences of parameters"),
    (r"numbers of each type of Kim", "parameters of each type of Kim"),
    (r"numbers of a type", "parameters of a type"),
    (r"differ by numbers of our own", "differ by parameters of our own"),
    (r"numbers by which (each|the) capital alone", r"parameters by which \1 capital alone"),
    (r"numbers that a direction moves", "parameters that a direction moves"),
    (r"every number that a direction moves", "every parameter that a direction moves"),
    (r"the numbers that it moves; the first", "the parameters that it moves; the first"),
    (r"numbers, with sign and range", "parameters, with sign and range"),
    (r"combinations of numbers", "combinations of parameters"),
    (r"whether the numbers fit the rules", "whether the parameters fit the rules"),
    (r"what later months say of the numbers", "what later months say of the parameters"),
    (r"the chance hangs on the numbers alone", "the chance hangs on the parameters alone"),
    (r"neither the numbers nor what the month brings", "neither the parameters nor what the month brings"),
    (r"never the numbers or what the month brings", "never the parameters or what the month brings"),
    (r"world, now and the numbers", "world, now and the parameters"),
    (r"declared among the numbers", "declared among the parameters"),
    (r"the numbers that weigh", "the parameters that weigh"),
    (r"the numbers of such a capital", "the parameters of such a capital"),
    (r"return the numbers with some set", "return the parameters with some set"),
    (r"changed a number of the model", "changed a parameter of the model"),
    (r"the scenario with its numbers", "the scenario with its parameters"),
    (r"posterior of the numbers", "posterior of the parameters"),
    (r"directions of its numbers", "directions of its parameters"),
    (r"the numbers that you know", "the parameters that you know"),
    (r"a number that you know", "a parameter that you know"),
    (r"scenario, number, lever", "scenario, parameter, lever"),
    (r"more numbers are at", "more parameters are at"),
    (r"how the rules use the numbers", "how the rules use the parameters"),
    (r"the whole range of a number", "the whole range of a parameter"),
    (r"the engine's name: a number, or", "the engine's name: a number, or"),
], *ALL, but=(*KEPT, *ENGINE, "docs/parameters.md"))
prose([(r"change a number, lever or policy", "change a parameter, lever or policy")], "sim/cli/options.py")
replace_text(r"\b([Ss]ets?) of numbers\b", r"\1 of parameters", "docs/history/*.json")
insert(
    "docs/conventions.md",
    "| type | who Kim is",
    "| parameter | a number, table or grid of the rules that a scenario may set; *uncertain* if the record hardly pins it down | `sim.parameters` |\n",
)
# Contributors add parameters.
replace_text(r"\[a number\]\(#add-a-number\)", "[a parameter](#add-a-parameter)", "CONTRIBUTING.md")
prose([
    (r"add a number", "add a parameter"),
    (r"needs a number of its own", "needs a parameter of its own"),
    (r"as with a number", "as with a parameter"),
    (r"that a changed number moves", "that a changed parameter moves"),
    (r"what your number moved", "what your parameter moved"),
    (r"numbers \(`numbers`\)", "parameters (`parameters`)"),
], "CONTRIBUTING.md")
replace_text(r"(likelihood\.py`, given a record\), )numbers \(`numbers`\)", r"\1parameters (`parameters`)", "CONTRIBUTING.md")
replace_text(r'"Add a number"', '"Add a parameter"', "tests/docs/*.py")
replace_text(r'"a number"', '"a parameter"', "tests/docs/test_contributing.py")
replace_text(r"beside a number counts", "beside a parameter counts", "tests/docs/test_contributing.py")
replace_text(r"add-a-number", "add-a-parameter", "*.md", "docs/*.md")
replace_text(r"what-the-shipped-numbers-do-not-show", "what-the-shipped-parameters-do-not-show", "*.md", "docs/**/*.md", "tests/**/*.py")
# Heads of tables.
replace_text(r"^\| number \| (value|from) \|", r"| parameter | \1 |", "docs/record.md", "docs/tuning.md", "sim/publish/assets/tables.md")
replace_text(r"^\| number or rule \|", "| parameter or rule |", "docs/tuning.md")
replace_text(r"\| the ledger's \|", "| the declared one |", "docs/*.md")
# Names of tests.
TESTS = {
    "is_the_ledger_with_all_capitals_free": "is_the_default_with_all_capitals_free",
    "test_the_ledger_as_it_is_gives_no_number": "test_the_defaults_as_they_are_give_no_number",
    "the_loadings_fit_the_ledger_and_a_number": "the_loadings_fit_the_parameters_and_a_parameter",
    "_number_of_the_ledger_is": "_parameter_is",
    "_number_of_the_ledger": "_parameter",
    "_number_{k}_of_the_ledger": "_parameter_{k}",
    "number_{k}_of_the_ledger": "parameter_{k}_of_the_model",
    "every_entry_of_the_ledger": "every_declared_entry",
    "the_defaults_of_the_ledger": "the_defaults_of_the_parameters",
    "the_name_of_the_ledger": "the_declared_name",
    "each_value_is_one_of_the_ledger": "each_value_is_one_of_a_parameter",
    "every_neutral_value_of_the_ledgers": "every_neutral_value",
    "are_in_the_ledger_once": "are_declared_once",
    "a_number_is_explained_as_the_ledger_has_it": "a_parameter_is_explained_as_it_is_declared",
    "no_name_of_a_ledger_is": "no_name_of_a_catalogue_is",
    "what_the_ledger_says": "what_the_catalogue_says",
    "those_of_the_ledger": "the_built_in_ones",
    "for_one_of_the_ledger": "for_a_built_in_one",
}
for old, new in TESTS.items():
    replace_text(re.escape(old), new, "tests/**/*.py")

# Old names are refused.
went({"It is Parameters now.": "Numbers"})
refused("keyword", {"number_draws": "parameter_draws"})
gone_option({"--number-draws": "--parameter-draws"})
insert(
    "sim/policy.py",
    "from sim.core.game.choosing import chances, drawn\n",
    "from typing import Any\n\nfrom sim.core.base.errors import GONE\nfrom sim.core.game.choosing import chances, drawn\n",
    replace=True,
)
append(
    "sim/policy.py",
    '''
def __getattr__(name: str) -> Any:
    # An AttributeError would lose what took the place of a name.
    if name in GONE:
        raise ImportError(f"sim.policy has no {name}. {GONE[name]}")
    raise AttributeError(f"module 'sim.policy' has no attribute {name!r}")
''',
)
append(
    "tests/own_policies/test_rules.py",
    '''
def test_the_record_under_its_old_name_is_refused_with_the_new_one() -> None:
    with pytest.raises(ImportError, match="It is Parameters now"):
        exec("from sim.policy import Numbers")
''',
)
changelog(
    "Migration",
    "The numbers of the model are parameters: `sim.policy.Parameters` (was `Numbers`), `sim.core.game.parameters` (was `sim.core.game.numbers`), the option `--parameter-draws` (was `--number-draws`).",
)
changelog("Migration", "The catalogue of outcomes of a run or of results is `.catalogue` (was `.ledger`).")
ruff_fix("RUF022")
wrap_strings()
tidy()
renamed("b3", {
    "LEDGER": "CATALOGUE",
    "Ledger": "Catalogue",
    "Numbers": "Parameters",
    "AimNumbers": "AimParameters",
    "GoalNumbers": "GoalParameters",
    "NUMBERS_AND_CELLS": "PARAMETERS_AND_CELLS",
})
check(r"[Ll]edger|LEDGER", stays={each: "old names are refused there" for each in KEPT})
check(r"\b\w*Numbers\b(?=[(\],:.]|$)|sim[./]core[./]game[./]numbers|number.draws", stays={
    "sim/core/engine/to_cpp.py": "the engine's record in C++", "sim/core/engine/driver.h": "the engine's record in C++",
    **{each: "old names are refused there" for each in ERRORS_BY},
})
check(r"[Nn]umbers that nobody|[Uu]ncertain numbers?|[Ss]ets? of numbers|[Ss]hipped numbers|[Ll]evers, numbers|[Nn]umber, lever")
end()
