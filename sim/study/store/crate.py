"""The metadata of an archive: RO-Crate 1.1, how it is cited, and the codebook of its columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from sim.game.levers import LEVERS
from sim.scenario.fingerprint import DISTRIBUTION, tool_version
from sim.scenario.parameters import PARAMETERS
from sim.study.estimate.quantities import CAVEAT
from sim.study.experiment.definition import Experiment
from sim.study.experiment.paper import Paper
from sim.study.measure.outcomes import factor_column
from sim.study.store.gather import Source

if TYPE_CHECKING:
    import pyarrow as pa


CRATE: Final = "ro-crate-metadata.json"
TERMS: Final = "https://w3id.org/ro/terms/workflow-run#"
# The terms of RO-Crate 1.1 hold no hash; the profiles for runs of a workflow do.
CONTEXT: Final = ["https://w3id.org/ro/crate/1.1/context", {"sha256": f"{TERMS}sha256"}]
PROFILE: Final = "https://w3id.org/ro/crate/1.1"
ORCID: Final = "https://orcid.org/"
TOOL: Final = "#tool"
LICENCE: Final = "#licence"
NO_LICENCE: Final = "Nobody has said on which terms these files may be used: ask who made them."
TOOL_NAME: Final = "Korea escalation: a game of four capitals in many worlds"
KINDS: Final = {
    ".json": "application/json", ".toml": "application/toml", ".parquet": "application/vnd.apache.parquet",
    ".csv": "text/csv", ".png": "image/png", ".svg": "image/svg+xml", ".pdf": "application/pdf", ".md": "text/markdown",
    ".sh": "text/x-shellscript", ".py": "text/x-python",
}  # fmt: skip
NEEDED: Final = ("name", "description", "datePublished", "license", "hasPart")
Entity = dict[str, Any]


def title_of(sources: Sequence[Source], paper: Paper) -> str:
    """Return the title of an archive: that of the paper, else of its one folder, else how many it holds."""
    if paper.title:
        return paper.title
    if len(sources) > 1:
        return f"Results of {len(sources)} commands"
    manifest = sources[0].manifest
    return str(manifest.about.get("title") or f"{manifest.kind} of {manifest.scenario}")


def date_of(sources: Sequence[Source]) -> str:
    """Return the day on which the last of the results was made."""
    return max(str(source.manifest.finished) for source in sources)[:10]


def crate(sources: Sequence[Source], paper: Paper, files: Mapping[str, str], sizes: Mapping[str, int]) -> Entity:
    """Return the metadata of an archive with some files, by name and SHA-256, and with their sizes."""
    authors = people(paper)
    root: Entity = {
        "@id": "./", "@type": "Dataset", "name": title_of(sources, paper), "datePublished": date_of(sources),
        "description": "Results of simulated worlds, conditional on the assumptions of the model; no forecast.",
        "hasPart": links(files), "mentions": links(f"#{source.name}" for source in sources),
        "license": {"@id": paper.licence_address or LICENCE},
    }  # fmt: skip
    if authors:
        root["author"] = links(author["@id"] for author in authors)
    if paper.doi:
        root["identifier"] = f"https://doi.org/{paper.doi}"
    about = {"@id": CRATE, "@type": "CreativeWork", "about": {"@id": "./"}, "conformsTo": {"@id": PROFILE}}
    versions = sorted({source.manifest.tool_version for source in sources})
    tool = {"@id": TOOL, "@type": "SoftwareApplication", "name": DISTRIBUTION, "softwareVersion": ", ".join(versions)}
    entries = [
        {
            "@id": name, "@type": "File", "name": PurePosixPath(name).name, "contentSize": str(sizes[name]),
            "encodingFormat": KINDS.get(PurePosixPath(name).suffix, "text/plain"), "sha256": sha256,
        }
        for name, sha256 in files.items()
    ]  # fmt: skip
    made = [action(source, files) for source in sources]
    return {"@context": CONTEXT, "@graph": [about, root, terms(paper), tool, *authors, *homes(paper), *made, *entries]}


def links(names: Iterable[str]) -> Entity | list[Entity]:
    """Return references to entities by their names; one alone stands without a list."""
    made: list[Entity] = [{"@id": name} for name in names]
    return made[0] if len(made) == 1 else made


def people(paper: Paper) -> list[Entity]:
    """Return the authors of a paper, by ORCID where one is given."""
    at = {home["name"]: home["@id"] for home in homes(paper)}
    return [
        {"@id": ORCID + author.orcid if author.orcid else f"#author-{number}", "@type": "Person", "name": author.name}
        | ({"affiliation": {"@id": at[author.affiliation]}} if author.affiliation else {})
        for number, author in enumerate(paper.authors, 1)
    ]


def homes(paper: Paper) -> list[Entity]:
    """Return where the authors of a paper work, each place once."""
    places = dict.fromkeys(author.affiliation for author in paper.authors if author.affiliation)
    return [
        {"@id": f"#affiliation-{number}", "@type": "Organization", "name": place}
        for number, place in enumerate(places, 1)
    ]


def terms(paper: Paper) -> Entity:
    """Return the terms on which an archive may be used: those of the paper, or that nobody has said them."""
    said = f"The licence of these files is {paper.licence}." if paper.licence else NO_LICENCE
    name = paper.licence or "no licence is stated"
    return {"@id": paper.licence_address or LICENCE, "@type": "CreativeWork", "name": name, "description": said}


def action(source: Source, files: Collection[str]) -> Entity:
    """Return what made a folder: its command, when, from which files, and which came of it."""
    manifest = source.manifest
    return {
        "@id": f"#{source.name}", "@type": "CreateAction", "name": manifest.command or manifest.kind,
        "description": f"Scenario {manifest.scenario}, hash {manifest.scenario_hash}; "
        f"model {manifest.made_by.fingerprint}; seed {manifest.seed}.",
        "instrument": {"@id": TOOL}, "startTime": manifest.started, "endTime": manifest.finished,
        "object": links(name for name in source.inputs() if name in files),
        "result": links(name for name in files if name.startswith(f"{source.name}/")),
    }  # fmt: skip


def faults(found: object, names: Collection[str]) -> list[str]:
    """Return what is wrong with the metadata of an archive that holds files of some names; none where it is sound.

    Every entity is named once, every reference leads to one, and every file is described and part of the whole.
    """
    if not isinstance(found, dict) or found.get("@context") != CONTEXT or not isinstance(found.get("@graph"), list):
        return ["it is no RO-Crate 1.1"]
    graph = found["@graph"]
    if not all(isinstance(each, dict) and isinstance(each.get("@id"), str) and "@type" in each for each in graph):
        return ["an entity has no name or type"]
    entities = {each["@id"]: each for each in graph}
    wrong = ["an entity is described twice"] if len(entities) < len(graph) else []
    about, root = entities.get(CRATE, {}), entities.get("./", {})
    if about.get("about") != {"@id": "./"} or about.get("conformsTo") != {"@id": PROFILE}:
        wrong.append("it does not describe its root")
    wrong += [f"the root has no {key}" for key in NEEDED if key not in root]
    parts = set(referred_names({"hasPart": root.get("hasPart")}))
    files = {name for name, each in entities.items() if each["@type"] == "File"}
    if not parts == files == set(names):
        odd = sorted(map(str, (parts ^ files) | (files ^ set(names))))
        wrong.append(f"it does not list just the files that are there: {odd[0]}")
    for each in graph:
        lost = [name for name in referred_names(each) if name not in entities and name != PROFILE]
        wrong += [f"'{each['@id']}' points to '{lost[0]}', which is not described"] if lost else []
    return wrong


def referred_names(entity: Entity) -> list[str]:
    """Return the names that an entity points to."""
    values = [each for value in entity.values() for each in (value if isinstance(value, list) else [value])]
    return [str(value["@id"]) for value in values if isinstance(value, dict) and "@id" in value]


def identities(sources: Sequence[Source]) -> str:
    """Return what was asked and what answered it, of each folder."""
    return "; ".join(
        f"{each.manifest.kind} {each.manifest.identity}, scenario hash {each.manifest.scenario_hash}, "
        f"model {each.manifest.made_by.fingerprint}, seed {each.manifest.seed}"
        for each in sources
    )


def bibtex(sources: Sequence[Source], paper: Paper) -> str:
    """Return a BibTeX entry for results and the tool that made them; without authors it names none."""
    authors = " and ".join(f"{{{brace_text(author.name)}}}" for author in paper.authors)
    lines = [
        f"@misc{{{DISTRIBUTION}-{sources[0].manifest.identity},",
        *([f"  author = {{{authors}}},"] * bool(authors)),
    ]
    lines += [
        f"  title = {{{{{brace_text(title_of(sources, paper))}}}}},",
        *([f"  doi = {{{paper.doi}}},"] * bool(paper.doi)),
        f"  howpublished = {{{TOOL_NAME}, version {tool_version()}}},",
        f"  note = {{{identities(sources)}. Conditional on the assumptions of the model; no forecast}}", "}",
    ]  # fmt: skip
    return "\n".join(lines)


def apa(sources: Sequence[Source], paper: Paper) -> str:
    """Return a reference in the style of the APA; without authors the title comes first."""
    title = title_of(sources, paper)
    names = [author.name for author in paper.authors]
    who = ", ".join([*names[:-1], f"& {names[-1]}"]) if len(names) > 1 else "".join(names)
    head = f"{who.removesuffix('.')}. (n.d.). {title}" if who else f"{title}. (n.d.)"
    tail = f" https://doi.org/{paper.doi}" if paper.doi else ""
    return f"{head} ({identities(sources)}) [Data set]. {TOOL_NAME} (Version {tool_version()}).{tail}"


def brace_text(text: str) -> str:
    """Return text that BibTeX reads as it stands."""
    return "".join(f"\\{letter}" if letter in "{}%&$#_" else letter for letter in text)


KEYS: Final = {
    "cell": "the cell of the design, a row of design.parquet",
    "world": "the number of the world: with the seed it fixes all luck",
    "seed": "the seed of the luck",
    "month": "the month, counted from the start, which is 0",
    "error": "why the world failed; empty where it did not",
    "failed": "whether the world failed, so that its other values mean nothing",
    "n": "how many worlds count",
}
LIMITS: Final = {"_low": "lower end of the 95 % interval of", "_high": "upper end of the 95 % interval of"}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column means, in one sentence, and its unit, "" where it has none."""

    text: str
    unit: str = ""


def meaning_of(column: str, study: Experiment) -> Meaning:
    """Return what a column of a table of worlds, cells or trajectories of an experiment means."""
    if column in KEYS:
        return Meaning(KEYS[column])
    factors = {factor_column(factor.name): factor for factor in study.factors} | {f.name: f for f in study.factors}
    if column in factors:
        factor = factors[column]
        entry = LEVERS.get(factor.name) or PARAMETERS.get(factor.name.partition(".")[0])
        text = entry.meaning if entry else factor.name.replace("_", " ").replace(".", ": ")
        return Meaning(f"{factor.role}, set: {text}", entry.unit if entry else "")
    if column.startswith("point_"):
        return Meaning(f"the point of the design's part {column.removeprefix('point_')}, counted from 0")
    if column in study.ledger:
        outcome = study.ledger[column]
        names = "; ".join(f"{name}: {meaning}" for name, meaning in outcome.names)
        return Meaning(f"{outcome.meaning} {names}".strip(), outcome.unit)
    for end, text in LIMITS.items():
        if column.endswith(end):
            return Meaning(f"{text} {column.removesuffix(end)}", meaning_of(column.removesuffix(end), study).unit)
    return Meaning(f"state of a world at the end of the month: {column.replace('_', ' ').replace('.', ': ')}")


def describe_table(table: pa.Table, study: Experiment) -> pa.Table:
    """Return an arrow table whose columns say what they mean and in which unit, and which says where it is from.

    A Parquet file that is written of it keeps all that as its metadata.
    """
    import pyarrow as pa

    fields = []
    for field in table.schema:
        means = meaning_of(field.name, study)
        fields.append(field.with_metadata({"meaning": means.text} | ({"unit": means.unit} if means.unit else {})))
    return table.cast(pa.schema(fields, metadata=provenance(study)))


def provenance(study: Experiment) -> dict[str, str]:
    """Return where the numbers of an exported table come from, as short texts by name."""
    scenario = study.scenario
    return {
        "scenario": scenario.name, "scenario_hash": scenario.hash, "experiment": study.hash,
        "model": study.model.fingerprint, "seed": str(study.seed),
        "caveat": CAVEAT,
    }  # fmt: skip


def as_text(rows: Iterable[tuple[str, str, Meaning]]) -> str:
    """Return a codebook as CSV: file, column, unit, meaning."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(("file", "column", "unit", "meaning"))
    writer.writerows((file, column, means.unit, means.text) for file, column, means in rows)
    return sheet.getvalue()


def of_finding(file: str, heads: Iterable[str], finding: Mapping[str, Any]) -> list[tuple[str, str, Meaning]]:
    """Return the rows of a table that an analysis has found: its columns, under the caption of the table."""
    captions = {f"{table['name']}.csv": str(table["caption"]) for table in finding.get("tables", ())}
    caption = captions.get(file.rpartition("/")[2], "")
    return [(file, head, Meaning(f"{caption}: {head}" if caption else head)) for head in heads]
