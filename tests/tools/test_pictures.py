"""Kept pictures are compared with the program: a title in other words, and an old model, are found."""

from __future__ import annotations

from sim.core.scenario.fingerprint import fingerprint, tool_version
from sim.study.estimate.quantities import CAVEAT
from tools.pictures import faults

FACTS = {
    "Title": "Lose-lose rises with Washington's pressure: from 26 % to 39 % over the plane",
    "Description": f"How to read it. {CAVEAT}",
    "Version": tool_version(),
    "Model": fingerprint(),
}


def test_a_picture_of_this_program_has_no_fault() -> None:
    titles = (
        "From 30 % sure that Kim is greedy, pressing pays Washington more than talking; Washington "
        "believes 45 %, but Beijing believes 20 %",
        "20 worlds cannot tell whether lose-lose moves with Washington's pressure or Beijing's enforcement",
    )
    for title in (str(FACTS["Title"]), *titles):
        assert faults(FACTS | {"Title": title}) == [], title


def test_a_title_in_former_words_an_old_model_and_a_missing_caption_are_found() -> None:
    for change, words in (
        (
            {"Title": "Lose-lose ranges from 2 % to 67 % over Washington's pressure"},
            "makes its title",
        ),
        ({"Model": "0123456789ab"}, "its model is"),
        ({"Description": ""}, "no caption"),
    ):
        assert any(words in fault for fault in faults(FACTS | change)), change
