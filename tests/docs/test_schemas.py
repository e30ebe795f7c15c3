"""The JSON Schemas take what the readers take, and name what the game has."""

import json
import re
import tomllib
from copy import deepcopy
from importlib import resources
from typing import Any

import pytest

from sim.core.base.errors import ScenarioProblem
from sim.core.game.catalogue import CAPITALS
from sim.core.game.levers import LEVERS
from sim.core.game.policies import POLICIES
from sim.core.scenario import shipped_scenarios
from sim.core.scenario.file import content as content_of
from sim.core.scenario.schema import check_shape
from sim.core.scenario.toml_file import toml_from
from sim.publish.schemas import SHAPES, schema, text_of
from sim.publish.templates import TEMPLATES
from sim.study.experiment.study_file import shipped_studies

SCHEMAS = {kind: schema(kind) for kind in SHAPES}


def fits(value: Any, made: dict[str, Any], whole: dict[str, Any]) -> bool:
    """Say whether a value fits a schema, in the words that our schemas use."""
    if "$ref" in made:
        return fits(value, whole["$defs"][made["$ref"].rpartition("/")[2]], whole)
    if any(key in made for key in ("anyOf", "oneOf")):
        return any(fits(value, each, whole) for each in made.get("anyOf", made.get("oneOf")))
    kinds = {
        "string": str,
        "integer": int,
        "number": int | float,
        "boolean": bool,
        "array": list,
        "object": dict,
    }
    if "type" in made and (
        not isinstance(value, kinds[made["type"]])
        or (isinstance(value, bool) and made["type"] != "boolean")
    ):
        return False
    if "enum" in made and value not in made["enum"]:
        return False
    if "pattern" in made and isinstance(value, str) and not re.search(made["pattern"], value):
        return False
    if isinstance(value, list):
        return all(fits(each, made.get("items", {}), whole) for each in value)
    if isinstance(value, dict):
        own = made.get("properties", {})
        others = made.get("additionalProperties", True)
        fine = set(made.get("required", ())) <= set(value)
        for key, each in value.items():
            if key in own:
                fine = fine and fits(each, own[key], whole)
            elif not ("." in key and "patternProperties" in made):
                fine = (
                    fine and others is not False and (others is True or fits(each, others, whole))
                )
        return fine
    low, high = made.get("minimum"), made.get("maximum")
    return (low is None or value >= low) and (high is None or value <= high)


def examples(kind: str) -> dict[str, dict[str, Any]]:
    """Files that a reader takes."""
    texts = {"new": TEMPLATES[kind]}
    if kind == "scenario":
        texts |= {name: content_of(name).decode() for name in shipped_scenarios()}
    if kind == "study":
        folder = resources.files("sim.studies")
        texts |= {
            name: folder.joinpath(f"{name}.toml").read_text(encoding="utf-8")
            for name in shipped_studies()
        }
    return {name: tomllib.loads(text) for name, text in texts.items()}


@pytest.mark.parametrize("kind", SHAPES)
def test_every_file_that_ships_fits(kind: str) -> None:
    for name, content in examples(kind).items():
        assert fits(content, SCHEMAS[kind], SCHEMAS[kind]), name


@pytest.mark.parametrize("kind", SHAPES)
def test_a_wrong_key_or_kind_fits_neither_the_schema_nor_the_reader(kind: str) -> None:
    content = examples(kind)["new"]
    for change in ({"titel": "x"}, {"title": 3}):
        wrong = deepcopy(content) | change
        assert not fits(wrong, SCHEMAS[kind], SCHEMAS[kind])
        (key, value), *_ = change.items()
        text = f"{key} = {json.dumps(value)}\n"
        with pytest.raises(ScenarioProblem):
            check_shape(toml_from("x.toml", text.encode()), SHAPES[kind])


def test_a_capital_has_its_own_names() -> None:
    for capital in CAPITALS:
        keys = SCHEMAS["scenario"]["$defs"][capital]["properties"]
        assert keys["policy"]["anyOf"][0]["enum"] == list(POLICIES[capital])
        plans = re.compile(keys["policy"]["anyOf"][2]["pattern"])
        written = [policy.written for policy in POLICIES[capital].values() if policy.plan]
        assert all(map(plans.search, written))
        assert not plans.search(written[0].replace("until", "till"))
        own = {name.partition(".")[2] for name in LEVERS if name.startswith(f"{capital}.")}
        assert own == set(keys) - {"course", "courses", "policy", "schedule"}
        assert keys["schedule"]["items"]["properties"].keys() >= own


@pytest.mark.parametrize(
    "content",
    [
        {"parameters": {"clash": 7.0}},
        {"washington": {"policy": "sunshine"}},
        {"months": 0},
        {"seoul": {"pressure": 0.5}},
        {"parameters": {"clsh": 0.1}},
    ],
)
def test_names_and_ranges_are_those_of_the_game(content: dict[str, Any]) -> None:
    assert not fits(content, SCHEMAS["scenario"], SCHEMAS["scenario"])


@pytest.mark.parametrize("kind", SHAPES)
def test_every_key_has_a_meaning(kind: str) -> None:
    made = SCHEMAS[kind]
    for name, shape in {"the file": made, **made.get("$defs", {})}.items():
        assert shape["description"], name
        assert [
            key for key, each in shape["properties"].items() if not each.get("description")
        ] == []


@pytest.mark.parametrize("kind", SHAPES)
def test_a_schema_is_plain_json_that_knows_no_null(kind: str) -> None:
    assert json.loads(text_of(kind))["$schema"].startswith("https://json-schema.org/")
    assert '"null"' not in text_of(kind)
