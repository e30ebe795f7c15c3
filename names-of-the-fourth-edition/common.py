"""Tools of the scripts that rename: run each script from the root of a clone; each may run twice.

    from common import *            (the folder of the script is on sys.path)

- `words(mapping, *globs, but=())`           whole words, in every text: names nobody mistakes for prose (`aims_of`)
- `identifiers(mapping, *globs, but=(), strings=True)`   names in code alone: tokens, strings that are a name or dotted
- `strings(mapping, *globs, but=())`         quoted strings that are exactly a key or have it as a dotted part, no tokens
- `prose(pairs, *globs, but=())`             phrases (regex, replacement) in comments, docstrings, strings and documents
- `replace_text(pattern, repl, *globs)`      a regular expression, anywhere
- `sentences(pairs, *globs)`                 exact texts, white space free; each that is not found is a warning
- `move(old, new)`                           git mv of a file or folder; of a module also its imports
- `went({text: names})`                      old names into WENT of sim/core/base/errors.py
- `refused(kind, {old: new})`                the same as "It is new now.", and a row of tests/core/refused.toml
- `gone_option({"--old": "--new"})`          the same of an option of the command line
- `renamed(script, {old: new}, ...)`         old names into tests/core/renamed.toml
- `changelog(heading, line)`                 a line under Added, Changed, Removed or Migration of the fourth edition
- `changelog_text({old: new})`               commands and names of old entries that tests ask for
- `tidy()`                                   wrap long comments, docstrings and documents, ruff --fix, ruff format, generated
                                              pages
- `run_tool("tools/update_stories.py")`      a page that a tool makes
- `check(pattern, stays={glob: reason})`     what is left of the old name, without CHANGELOG.md

A glob is git's: `sim/**/*.py`; without any, every text file of the tree. CHANGELOG.md and LICENSE are never touched.
"""

from __future__ import annotations

import ast
import io
import json
import re
import shutil
import subprocess
import sys
import textwrap
import time
import tokenize
from collections.abc import Callable, Iterable, Mapping
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

WIDTH = 100
TEXTS = {".py", ".js", ".toml", ".md", ".json", ".csv", ".html", ".css", ".cfg", ".txt", ".ipynb", ".yml", ".cff",
         ".bib", ".h", ".cpp", ".c", ""}
NEVER = ("CHANGELOG.md", "LICENSE", "tests/browser/vendor/*", "tests/core/renamed.toml", "tests/core/before_names.json",
         "tests/core/test_names.py", "tests/core/refused.toml", "tests/core/test_refused.py", "*.lock")
WARNINGS: list[str] = []
SAYS_OLD = ("sim/core/base/errors.py", "sim/cli/options.py", "sim/cli/main.py")
OLD_LINE = re.compile(r'"It is \S+ now\."|^PREFIXES')


def git(*args: str) -> str:
    """Run git and return what it prints; again, where another git holds the index."""
    for _ in range(20):
        done = subprocess.run(["git", *args], check=False, capture_output=True, text=True)
        if done.returncode == 0:
            return done.stdout
        if ".lock" not in done.stderr:
            break
        time.sleep(0.5)
    raise SystemExit(f"git {' '.join(args)}: {done.stderr}")


def warn(text: str) -> None:
    """Print a warning and keep it for the end."""
    WARNINGS.append(text)
    print(f"  WARNING {text}")


def files(*globs: str, but: Iterable[str] = ()) -> list[Path]:
    """Return the tracked text files that a glob names, all without globs."""
    names = git("ls-files", "--", *(f":(glob){each}" for each in globs)).splitlines()
    but = (*NEVER, *but)
    return [
        Path(name)
        for name in names
        if Path(name).suffix in TEXTS
        and Path(name).is_file()
        and not any(fnmatch(name, each) for each in but)
    ]


def change(edit: Callable[[Path, str], str], *globs: str, but: Iterable[str] = ()) -> list[Path]:
    """Write every file anew that an edit changes, and return those."""
    changed = []
    for path in files(*globs, but=but):
        try:
            before = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            continue
        kept: list[str] = []
        if path.as_posix() in SAYS_OLD:  # lines that say what an old name is now are not renamed
            lines = before.split("\n")
            for place, line in enumerate(lines):
                if OLD_LINE.search(line):
                    kept.append(line)
                    lines[place] = f"# kept line {len(kept) - 1}"
            after = edit(path, "\n".join(lines))
            for number, line in enumerate(kept):
                after = after.replace(f"# kept line {number}\n", f"{line}\n", 1)
        else:
            after = edit(path, before)
        if after != before:
            if path.suffix == ".py":
                try:
                    ast.parse(after)
                except SyntaxError as problem:
                    warn(f"{path}: not Python any more ({problem}); left as it was")
                    continue
            path.write_bytes(after.encode("utf-8"))
            changed.append(path)
    return changed


# Names.


def _alternatives(names: Iterable[str]) -> str:
    return "|".join(re.escape(each) for each in sorted(names, key=len, reverse=True))


def words(mapping: Mapping[str, str], *globs: str, but: Iterable[str] = ()) -> int:
    """Replace whole words in all text: for names that no prose holds by chance."""
    find = re.compile(rf"(?<![\w$])({_alternatives(mapping)})(?!\w)")
    count = 0

    def edit(_: Path, text: str) -> str:
        nonlocal count
        text, n = find.subn(lambda m: mapping[m[1]], text)
        count += n
        return text

    changed = change(edit, *globs, but=but)
    print(f"  words {', '.join(mapping)}: {count} in {len(changed)} files")
    return count


NAME = re.compile(r"[^\W\d][\w-]*(?:[.:/][\w-]+)*")


def _dotted(content: str, mapping: Mapping[str, str]) -> str:
    """Return a string that is a name or a dotted name, renamed; any other as it is."""
    if content in mapping:
        return mapping[content]
    if re.fullmatch(r"[\w-]+(?:\.[\w{}\[\]-]+)+", content):
        return ".".join(mapping.get(part, part) for part in content.split("."))
    return content


def _names_in_code(text: str, mapping: Mapping[str, str]) -> str:
    """Rename identifiers in a piece of code, quoted names too."""
    find = re.compile(rf"(?<![\w$-])({_alternatives(mapping)})(?![\w-])")
    return find.sub(lambda m: mapping[m[1]], text)


def _in_backticks(text: str, mapping: Mapping[str, str]) -> str:
    def inner(m: re.Match[str]) -> str:
        content = m[1]
        return f"`{_names_in_code(content, mapping)}`" if len(content) < 200 else m[0]

    return re.sub(r"`([^`\n]+)`", inner, text)


PREFIX = re.compile(r"([rRbBuUfF]*)(\"\"\"|'''|\"|')")


def _python(text: str, mapping: Mapping[str, str], tokens: bool, strings: bool) -> str:
    """Rename in Python: tokens, strings that are a name, braces of f-strings, backticks of words."""
    lines = text.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    out, last = [], 0
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        old = token.string
        new = old
        if token.type == tokenize.NAME and tokens:
            new = mapping.get(old, old)
        elif token.type == tokenize.COMMENT and tokens:
            new = _in_backticks(old, mapping)
        elif token.type == tokenize.STRING:
            m = PREFIX.match(old)
            assert m
            head, tail = m[0], m[2]
            body = old[len(head) : -len(tail)]
            if "f" in m[1].lower() and tokens:
                body = re.sub(
                    r"(?<!\{)\{([^{}]+)\}",
                    lambda b: "{" + _names_in_code(b[1], mapping) + "}",
                    body,
                )
            if strings:
                body = _dotted(body, mapping)
            if tokens and ("\n" in body or " " in body):
                body = _in_backticks(body, mapping)
            new = head + body + tail
        if new != old:
            begin = starts[token.start[0] - 1] + token.start[1]
            end = starts[token.end[0] - 1] + token.end[1]
            out += [text[last:begin], new]
            last = end
    return "".join([*out, text[last:]])


QUOTED = re.compile(r'"((?:[^"\\\n]|\\.)*)"|\'((?:[^\'\\\n]|\\.)*)\'')


def _quoted(text: str, mapping: Mapping[str, str]) -> str:
    def one(m: re.Match[str]) -> str:
        sign = m[0][0]
        body = m[1] if m[1] is not None else m[2]
        return f"{sign}{_dotted(body, mapping)}{sign}"

    return QUOTED.sub(one, text)


def _outside_quotes(text: str, mapping: Mapping[str, str]) -> str:
    """Rename in code outside quotes and comments (JavaScript, keys of TOML)."""
    out, last = [], 0
    for m in QUOTED.finditer(text):
        out += [_names_in_code(text[last : m.start()], mapping), m[0]]
        last = m.end()
    return "".join([*out, _names_in_code(text[last:], mapping)])


def _toml(text: str, mapping: Mapping[str, str], strings: bool) -> str:
    lines = []
    for line in text.splitlines(keepends=True):
        if line.lstrip().startswith("#"):
            lines.append(_in_backticks(line, mapping))
            continue
        head = re.match(r'\s*(?:\[[^\]]*\]+|[\w."\'{}-]+\s*=)', line)
        if head:
            key, rest = line[: head.end()], line[head.end() :]
            key = "".join(
                mapping.get(part, part) for part in re.split(r"([^\w-]+)", key)
            )
        else:
            key, rest = "", line
        rest = re.sub(  # keys of inline tables
            rf"([{{,]\s*)({_alternatives(mapping)})(\s*=)",
            lambda m: m[1] + mapping[m[2]] + m[3],
            rest,
        )
        lines.append(key + (_quoted(rest, mapping) if strings else rest))
    return "".join(lines)


def _javascript(text: str, mapping: Mapping[str, str], tokens: bool, strings: bool) -> str:
    lines = []
    for line in text.splitlines(keepends=True):
        comment = re.match(r"\s*(//|\*|/\*)", line)
        if comment:
            lines.append(_in_backticks(line, mapping) if tokens else line)
            continue
        if tokens:
            line = _outside_quotes(line, mapping)
        lines.append(_quoted(line, mapping) if strings else line)
    return "".join(lines)


def _markdown(text: str, mapping: Mapping[str, str]) -> str:
    parts = re.split(r"(^ *```.*?^ *```)", text, flags=re.M | re.S)
    return "".join(
        _names_in_code(part, mapping) if part.lstrip().startswith("```") else _in_backticks(part, mapping)
        for part in parts
    )


def _notebook(text: str, change_cell: Callable[[str, str], str]) -> str:
    """Change the sources of a notebook's cells, by kind; its outputs stay."""
    book = json.loads(text)
    layouts = [dict(indent=1, ensure_ascii=False), dict(indent=1), dict(indent=2, ensure_ascii=False)]
    layout = next((each for each in layouts if json.dumps(book, **each) == text.rstrip("\n")), None)
    for cell in book["cells"]:
        source = cell["source"]
        whole = "".join(source)
        new = change_cell(cell["cell_type"], whole)
        if new != whole:
            cell["source"] = new.splitlines(keepends=True) if isinstance(source, list) else new
    if layout is None:
        warn("a notebook of another layout: written with indent 1")
        layout = layouts[0]
    return json.dumps(book, **layout) + text[len(text.rstrip("\n")) :]


def identifiers(
    mapping: Mapping[str, str],
    *globs: str,
    but: Iterable[str] = (),
    strings: bool = True,
    tokens: bool = True,
) -> int:
    """Rename names in code alone: `tokens` of Python and JavaScript, keys of TOML, JSON and CSV, names in backticks
    and code blocks of Markdown; `strings` that are exactly a name or have it as a dotted part.
    """
    count = 0

    def edit(path: Path, text: str) -> str:
        nonlocal count
        before = text
        if not re.search(_alternatives(mapping), text):
            return text
        match path.suffix:
            case ".py":
                text = _python(text, mapping, tokens, strings)
            case ".toml":
                text = _toml(text, mapping, strings) if tokens else _quoted(text, mapping)
            case ".js":
                text = _javascript(text, mapping, tokens, strings)
            case ".json":
                text = _quoted(text, mapping)
            case ".csv":
                find = re.compile(rf"(^|[,;\"])({_alternatives(mapping)})(?=[,;\"\r\n]|$)", re.M)
                text = find.sub(lambda m: m[1] + mapping[m[2]], text)
            case ".md":
                text = _markdown(text, mapping) if tokens else text
            case ".ipynb":
                text = _notebook(
                    text,
                    lambda kind, source: _code_cell(source, mapping, tokens, strings)
                    if kind == "code"
                    else _markdown(source, mapping),
                )
            case ".html" | ".txt" | "":
                text = _quoted(text, mapping)
        if text != before:
            count += sum(a != b for a, b in zip(NAME.findall(before), NAME.findall(text), strict=False)) or 1
        return text

    changed = change(edit, *globs, but=but)
    what = "strings" if not tokens else "names"
    print(f"  {what} {', '.join(mapping)}: about {count} in {len(changed)} files")
    return len(changed)


def _code_cell(source: str, mapping: Mapping[str, str], tokens: bool, strings: bool) -> str:
    try:
        ast.parse(source)
    except SyntaxError:  # a cell of the shell or with a magic
        return _names_in_code(source, mapping)
    return _python(source, mapping, tokens, strings)


rename_identifiers = identifiers


def strings(mapping: Mapping[str, str], *globs: str, but: Iterable[str] = ()) -> int:
    """Rename in quoted strings alone that are exactly a name or have it as a dotted part."""
    return identifiers(mapping, *globs, but=but, tokens=False)


# Prose.

GAP = r"(?:[ \t]*\n[ \t]*(?:#:?[ \t]+|//[ \t]+|\*[ \t]+)?|[ \t]+)"


def _flexible(phrase: str) -> str:
    """Return a pattern in which a blank stands for any white space, a line break of a comment too."""
    return phrase.replace(" ", f"({GAP})")


def _cased(old: str, new: str) -> str:
    if old[:1].islower():
        return new[:1].lower() + new[1:]
    return new[:1].upper() + new[1:] if old[:1].isupper() and not (old[1:2].isalpha() and old[:2].isupper()) else new


def _prose_regions(path: Path, text: str) -> list[tuple[int, int]]:
    """Return where words for people stand: comments and strings of code, all of a document without its code."""
    if path.suffix == ".py":
        starts = [0]
        for line in text.splitlines(keepends=True):
            starts.append(starts[-1] + len(line))
        found = []
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type in (tokenize.COMMENT, tokenize.STRING):
                begin = starts[token.start[0] - 1] + token.start[1]
                end = starts[token.end[0] - 1] + token.end[1]
                gap = text[found[-1][1] : begin] if found else "x"
                if found and not gap.strip():  # comments one below the other, strings that are joined
                    found[-1] = (found[-1][0], end)
                else:
                    found.append((begin, end))
        return found
    return [(0, len(text))]


def prose(
    pairs: Iterable[tuple[str, str]],
    *globs: str,
    but: Iterable[str] = (),
    unless: str = "",
) -> int:
    """Replace phrases, as regular expressions over whole words, in words for people; \\1 … name groups of the pattern.

    A blank matches a line break of wrapped words; the breaks stay where they are. A capital at the beginning stays.
    A backticked name, a name with an underscore and what matches `unless` (with its surroundings, 40 characters each
    side) are left.
    """
    compiled = []
    for old, new in pairs:
        bare = old.replace(r"\ ", " ")
        compiled.append((re.compile(rf"(?<![\w$`./_-])(?:{bare.replace(' ', GAP)})(?![\w`_])", re.I), new))
    keep = re.compile(unless, re.I) if unless else None
    counts = [0] * len(compiled)

    def one(text: str) -> str:
        for at, (find, new) in enumerate(compiled):

            def put(m: re.Match[str], new: str = new, at: int = at) -> str:
                if keep and keep.search(m.string[max(0, m.start() - 40) : m.end() + 40]):
                    return m[0]
                counts[at] += 1
                gaps = re.findall(GAP, m[0])
                out = _cased(m[0], m.expand(new))
                pieces = re.split(r" ", out)
                broken = [gap for gap in gaps if "\n" in gap]
                if not broken or len(pieces) == 1:
                    return out + (broken[-1] if broken else "")
                place = min(next(i for i, gap in enumerate(gaps) if "\n" in gap), len(pieces) - 2)
                return "".join(
                    piece + (broken[0] if i == place else " " if i < len(pieces) - 1 else "")
                    for i, piece in enumerate(pieces)
                )

            text = find.sub(put, text)
        return text

    def edit(path: Path, text: str) -> str:
        if path.suffix == ".ipynb":
            return _notebook(text, lambda kind, source: one(source) if kind == "markdown" else _prose_python(source, one))
        out, last = [], 0
        for begin, end in _prose_regions(path, text):
            out += [text[last:begin], one(text[begin:end])]
            last = end
        return "".join([*out, text[last:]])

    changed = change(edit, *globs, but=but)
    done = ", ".join(f"{old!r} {n}" for (old, _), n in zip(pairs, counts, strict=True) if n)
    print(f"  prose in {len(changed)} files: {done}"[:1500])
    return sum(counts)


def _prose_python(source: str, one: Callable[[str], str]) -> str:
    try:
        regions = _prose_regions(Path("cell.py"), source)
    except (tokenize.TokenError, SyntaxError):
        return source
    out, last = [], 0
    for begin, end in regions:
        out += [source[last:begin], one(source[begin:end])]
        last = end
    return "".join([*out, source[last:]])


def sentences(pairs: Iterable[tuple[str, str]], *globs: str) -> int:
    """Replace exact texts anywhere, with free white space between words; warn of each that is not found, unless what
    takes its place stands already.
    """
    total = 0
    everything = files(*globs)
    for old, new in pairs:
        find = re.compile(GAP.join(re.escape(part) for part in old.split()))
        there = re.compile(GAP.join(re.escape(part) for part in new.split())) if new.strip() else None
        hits, stands = 0, False
        for path in everything:
            text = path.read_bytes().decode("utf-8", "surrogateescape")
            if path.suffix == ".ipynb":
                after = _notebook(text, lambda _, source: find.sub(lambda m: new, source))
                n = int(after != text)
            else:
                after, n = find.subn(lambda m: _laid_out(m[0], new), text)
            stands = stands or bool(there and there.search(text))
            if n:
                path.write_bytes(after.encode("utf-8", "surrogateescape"))
                hits += n
        total += hits
        if not hits and not stands:
            warn(f"no such sentence: {old[:90]!r}")
    print(f"  sentences: {total}")
    return total


def _laid_out(old: str, new: str) -> str:
    """Return a new text with a line break of the old one about where it was."""
    gap = next((each for each in re.findall(GAP, old) if "\n" in each), None)
    if gap is None:
        return new
    at = len(old[: old.index(gap)])
    pieces, long = new.split(" "), 0
    for place, piece in enumerate(pieces[:-1]):
        long += len(piece) + 1
        if long >= at:
            return " ".join(pieces[: place + 1]) + gap + " ".join(pieces[place + 1 :])
    return new if len(pieces) == 1 else " ".join(pieces[:-1]) + gap + pieces[-1]


def replace_text(pattern: str, repl: str | Callable[[re.Match[str]], str], *globs: str, but: Iterable[str] = ()) -> int:
    """Replace a regular expression anywhere (multi-line mode)."""
    find, count = re.compile(pattern, re.M), 0

    def edit(_: Path, text: str) -> str:
        nonlocal count
        text, n = find.subn(repl, text)
        count += n
        return text

    changed = change(edit, *globs, but=but)
    print(f"  text {pattern[:60]!r}: {count} in {len(changed)} files")
    return count


# Files.


def move(old: str, new: str) -> bool:
    """Move a file or folder and rewrite what names it: imports, dotted and slashed paths; False if it moved before."""
    source, target = Path(old), Path(new)
    if not source.exists():
        if not target.exists():
            warn(f"neither {old} nor {new} is there")
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.is_dir() and not git("ls-files", new):  # a cache that an earlier run left there
        shutil.rmtree(target)
    git("mv", old, new)
    if source.is_dir():  # an empty folder is a namespace package and is found first
        shutil.rmtree(source)
    if source.suffix == ".py" or target.is_dir():
        before = ".".join(source.with_suffix("").parts)
        after = ".".join(target.with_suffix("").parts)
        _imports(before, after)
    slashed = {old: new}
    find = re.compile(rf"(?<![\w.])({_alternatives(slashed)})(?![\w-])")
    change(lambda _, text: find.sub(lambda m: slashed[m[1]], text))
    log = Path("CHANGELOG.md")  # a path that it gives must be there
    log.write_text(find.sub(lambda m: slashed[m[1]], log.read_text(encoding="utf-8")), encoding="utf-8")
    if "/" in old:  # `assets/page.html`: a relative path of a document
        print(f"  moved {old} -> {new}")
    return True


def _imports(before: str, after: str) -> None:
    """Rewrite imports of a module, absolute and relative, and its dotted name."""
    package, _, leaf = before.rpartition(".")
    home, _, name = after.rpartition(".")

    def edit(path: Path, text: str) -> str:
        if path.suffix == ".py":
            text = _from_imports(path, text, package, leaf, home, name)
        return re.sub(rf"(?<![\w.]){re.escape(before)}(?!\w)(?!/)", after, text)

    change(edit)


def _from_imports(path: Path, text: str, package: str, leaf: str, home: str, name: str) -> str:
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return text
    lines = text.splitlines(keepends=True)
    here = list(path.with_suffix("").parts)
    renames = False
    edits: list[tuple[int, int, str]] = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom):
            continue
        base = ".".join(here[: len(here) - node.level]) if node.level else ""
        module = ".".join(part for part in (base, node.module or "") if part)
        block = "".join(lines[node.lineno - 1 : node.end_lineno])
        if module == package and any(each.name == leaf for each in node.names):
            if package != home:
                warn(f"{path}: from {module} import {leaf} wants a hand")
                continue
            renames = renames or any(each.name == leaf and not each.asname for each in node.names)
            head, found, tail = block.partition("import")
            edits.append((node.lineno - 1, node.end_lineno or 0, head + found + re.sub(rf"\b{leaf}\b", name, tail, count=1)))
        elif module == f"{package}.{leaf}" and node.level:
            edits.append((node.lineno - 1, node.end_lineno or 0, re.sub(rf"(\.+(?:\w+\.)*){leaf}\b", rf"\g<1>{name}", block, count=1)))
    for begin, end, block in sorted(edits, reverse=True):
        lines[begin:end] = [block]
    text = "".join(lines)
    if renames:  # the module was used by its name
        text = _python(text, {leaf: name}, tokens=True, strings=False) if _only_module(tree, leaf) else text
        if not _only_module(tree, leaf):
            warn(f"{path}: {leaf} is also another name there")
    return text


def _only_module(tree: ast.AST, leaf: str) -> bool:
    """Tell whether a name is bound by an import alone."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id == leaf and not isinstance(node.ctx, ast.Load):
            return False
        if isinstance(node, ast.arg) and node.arg == leaf:
            return False
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == leaf:
            return False
    return True


# Records of the renaming.

ERRORS = "sim/core/base/errors.py"


def went(told: Mapping[str, str]) -> None:
    """Add what is said of old names to WENT, by text: `went({"It is opening now.": "turn"})`."""
    path = Path(ERRORS)
    text = path.read_text(encoding="utf-8")
    begin = text.index("WENT: Final = {") + len("WENT: Final = {")
    for says, names in reversed(told.items()):
        line = f"\n    {json.dumps(says)}: {json.dumps(names)},"
        if json.dumps(says) not in text:
            text = text[:begin] + line + text[begin:]
    if text != path.read_text(encoding="utf-8"):
        path.write_text(text, encoding="utf-8")
        print(f"  went: {', '.join(told.values())}")


RENAMED = Path("tests/core/renamed.toml")


def renamed(script: str, names: Mapping[str, str], **scopes: Mapping[str, str]) -> None:
    """Add old names and their new ones to tests/core/renamed.toml, under the name of a script.

    `names` holds wherever code of the table of the model says them (tokens, and strings that are a name); a scope
    holds only in entries of the table whose name begins so, as they were called then: `{"outcomes.turn": …}` is given
    as `measure_outcomes={"turn": "opening"}` with `_` for the blank after the kind.
    """
    if not RENAMED.exists():
        RENAMED.parent.mkdir(parents=True, exist_ok=True)
        RENAMED.write_text(
            "# Names of the fourth edition: old = new, script by script in the order in which they ran.\n"
            "# test_names.py takes the table of the model as it was through these.\n",
            encoding="utf-8",
        )
    text = RENAMED.read_text(encoding="utf-8")
    if f"\n[{script}]\n" in text or f"\n[{script}." in text:
        return
    quote = lambda name: name if re.fullmatch(r"[\w-]+", name) else json.dumps(name)  # noqa: E731
    block = f"\n[{script}]\n" + "".join(f"{quote(o)} = {json.dumps(n)}\n" for o, n in names.items())
    for scope, inner in scopes.items():
        block += f"\n[{script}.{json.dumps(scope.replace('_', ' ', 1))}]\n" + "".join(
            f"{quote(o)} = {json.dumps(n)}\n" for o, n in inner.items()
        )
    RENAMED.write_text(text + block, encoding="utf-8")
    git("add", str(RENAMED))
    print(f"  renamed: {len(names) + sum(map(len, scopes.values()))} names kept")


REFUSED = Path("tests/core/refused.toml")


def refused(kind: str, names: Mapping[str, str]) -> None:
    """Say of old names what they are now: in WENT of sim/core/base/errors.py, and in tests/core/refused.toml, of which
    test_refused.py asks for each as its kind is asked for: outcome, number, series, lesson, heading, ….
    """
    by_new: dict[str, list[str]] = {}
    for old, new in names.items():
        by_new.setdefault(new, []).append(old)
    path = Path(ERRORS)
    for new, olds in by_new.items():
        text = path.read_text(encoding="utf-8")
        says = json.dumps(f"It is {new} now.", ensure_ascii=False)
        begin = text.index("WENT: Final = {") + len("WENT: Final = {")
        found = re.search(rf'    {re.escape(says)}: "([^"]*)",', text)
        known = found[1].split() if found else []
        together = " ".join(dict.fromkeys([*known, *olds]))
        line = f'    {says}: "{together}",'
        text = text.replace(found[0], line) if found else f"{text[:begin]}\n{line}{text[begin:]}"
        path.write_text(text, encoding="utf-8")
    _refused_rows(kind, names)


def _refused_rows(kind: str, names: Mapping[str, str]) -> None:
    if not REFUSED.exists():
        REFUSED.write_text("# Names that are refused since the fourth edition: how they are asked for, and what they are now.\n", encoding="utf-8")
    text = REFUSED.read_text(encoding="utf-8")
    for old, new in names.items():
        row = f'[[name]]\nkind = {json.dumps(kind)}\nold = {json.dumps(old)}\nnew = {json.dumps(new)}\n'
        if row not in text:
            text += "\n" + row
    REFUSED.write_text(text, encoding="utf-8")
    git("add", str(REFUSED))
    print(f"  refused: {len(names)} names of the kind {kind}")


OPTIONS = "sim/cli/options.py"


def gone_option(names: Mapping[str, str]) -> None:
    """Say of old options of the command line what they are now: in GONE of sim/cli/options.py, and in refused.toml."""
    path = Path(OPTIONS)
    text = path.read_text(encoding="utf-8")
    begin = text.index("GONE: Final = {") + len("GONE: Final = {")
    for old, new in names.items():
        if f'    "{old}": ' not in text:
            text = f'{text[:begin]}\n    "{old}": "It is {new} now.",{text[begin:]}'
    path.write_text(text, encoding="utf-8")
    _refused_rows("option", names)


def changelog(heading: str, line: str) -> None:
    """Add a line to a heading (Added, Changed, Removed, Migration) of the fourth edition in CHANGELOG.md."""
    path = Path("CHANGELOG.md")
    text = path.read_text(encoding="utf-8")
    wrapped = textwrap.fill(line, WIDE, initial_indent="- ", subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
    if wrapped in text:
        return
    if "### Fourth edition\n" not in text:
        text = text.replace("## [Unreleased]\n", "## [Unreleased]\n\n### Fourth edition\n", 1)
    begin = text.index("### Fourth edition\n")
    following = re.search(r"^##", text[begin + 4 :], re.M)
    end = begin + 4 + following.start() if following else len(text)
    section = text[begin:end].rstrip("\n") + "\n"
    if not re.search(rf"^{heading}$", section, re.M):
        section += f"\n{heading}\n\n"
    at = re.search(rf"^{heading}\n\n?", section, re.M).end()
    more = re.search(r"^[A-Z][a-z]+$", section[at:], re.M)
    stop = at + more.start() if more else len(section)
    entries = section[at:stop].rstrip("\n")
    section = section[:at] + (entries + "\n" if entries else "") + wrapped + "\n" + ("\n" if more else "") + section[stop:]
    path.write_text(text[:begin] + section + "\n" + text[end:], encoding="utf-8")


def changelog_text(pairs: Mapping[str, str]) -> None:
    """Replace exact texts in CHANGELOG.md: commands and names that a test asks for."""
    path = Path("CHANGELOG.md")
    text = path.read_text(encoding="utf-8")
    for old, new in pairs.items():
        if old not in text and new not in text:
            warn(f"CHANGELOG.md has no {old!r}")
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


# Layout.

SPECIAL = re.compile(r"\s*(>>>|\.\.\. |[-*] |\d+\. |\||\.\. |:|\$|#!)")


def tidy(*globs: str) -> None:
    """Wrap comments and docstrings that became too long, sort imports, format; other files are left."""
    paths = [path for path in files(*(globs or ("**/*.py",))) if path.suffix == ".py"]
    for path in paths:
        text = path.read_text(encoding="utf-8")
        if not any(len(line) > WIDTH for line in text.split("\n")):
            continue
        after = _wrap_texts(_wrap_comments(_wrap_docstrings(_trailing(text))))
        ast.parse(after)
        if after != text:
            path.write_text(after, encoding="utf-8")
    tidy_documents()
    ruff = ".venv/bin/ruff"
    subprocess.run([ruff, "check", "-q", "--fix-only", "--select", "I", "."], check=False)
    subprocess.run([ruff, "format", "-q", "."], check=False)
    done = subprocess.run([ruff, "check", "-q", "."], check=False, capture_output=True, text=True)
    if done.returncode:
        warn(f"ruff: {done.stdout[-1500:]}")
    generate()


def _trailing(text: str) -> str:
    lines, edits = text.split("\n"), []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if (
            token.type == tokenize.COMMENT
            and len(token.line.rstrip("\n")) > WIDTH
            and token.line[: token.start[1]].strip()
            and not re.match(r"# (type:|noqa|fmt:|pragma)", token.string)
        ):
            edits.append((token.start[0] - 1, token.start[1], token.string))
    for row, column, comment in reversed(edits):
        line = lines[row]
        indent = line[: len(line) - len(line.lstrip())]
        if line[:column].strip()[:1] in ")]}":
            continue
        lines[row] = line[:column].rstrip()
        lines.insert(row, indent + comment)
    return "\n".join(lines)


def _filled(text: str, width: int, first: int = 0) -> list[str]:
    found = textwrap.wrap(text, width, initial_indent=" " * first, break_long_words=False, break_on_hyphens=False)
    return [found[0][first:], *found[1:]]


def _wrap_docstrings(text: str) -> str:
    tree, lines = ast.parse(text), text.split("\n")
    edits: list[tuple[int, int, list[str]]] = []
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)):
            continue
        begin, end = node.lineno - 1, (node.end_lineno or node.lineno) - 1
        block = lines[begin : end + 1]
        start = re.match(r'(\s*)([rRbu]*""")', block[0])
        if not any(len(line) > WIDTH for line in block) or not start or not block[-1].rstrip().endswith('"""'):
            continue
        indent, sign = start[1], start[2]
        raw = "\n".join(block).strip()[len(sign) : -3].rstrip().split("\n")
        out: list[str] = []
        paragraph: list[str] = []

        def flush() -> None:
            if not paragraph:
                return
            first = not out
            margin = indent if first else re.match(r"\s*", paragraph[0])[0]
            long = [len(line) + (len(indent + sign) if first and i == 0 else 0) for i, line in enumerate(paragraph)]
            if max(long) > WIDTH or (len(raw) == 1 and long[0] + 3 > WIDTH):
                filled = _filled(" ".join(line.strip() for line in paragraph), WIDTH - len(margin), len(sign) if first else 0)
                out.extend([filled[0], *(margin + line for line in filled[1:])] if first else [margin + line for line in filled])
            else:
                out.extend(paragraph)
            paragraph.clear()

        example = False
        for i, line in enumerate(raw):
            if not line.strip():
                flush()
                out.append("")
                example = False
            elif i and (example or SPECIAL.match(line)):
                flush()
                out.append(line)
                example = example or line.strip().startswith(">>>")
            else:
                if paragraph and i > 1 and re.match(r"\s*", line)[0] != re.match(r"\s*", paragraph[-1])[0]:
                    flush()
                paragraph.append(line)
        flush()
        while out and not out[-1].strip():
            out.pop()
        out[0] = indent + sign + out[0]
        edits.append((begin, end, [*out, indent + '"""'] if len(out) > 1 else [out[0] + '"""']))
    for begin, end, block in sorted(edits, key=lambda each: each[0], reverse=True):
        lines[begin : end + 1] = block
    return "\n".join(lines)


def _wrap_comments(text: str) -> str:
    lines, out, i = text.split("\n"), [], 0
    inside: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant | ast.JoinedStr) and node.end_lineno and node.end_lineno > node.lineno:
            inside.update(range(node.lineno - 1, node.end_lineno))
    while i < len(lines):
        start = re.match(r"(\s*)# (?!type:|noqa|fmt:|ruff)", lines[i])
        if start and i not in inside:
            block, j = [], i
            while j < len(lines) and lines[j].startswith(start[1] + "# ") and not re.match(r"\s*# (fmt:|type:|\|)", lines[j]):
                block.append(lines[j])
                j += 1
            if any(len(line) > WIDTH for line in block):
                words_ = " ".join(line.strip()[2:].strip() for line in block)
                out += [start[1] + "# " + line for line in _filled(words_, WIDTH - len(start[1]) - 2)]
            else:
                out += block
            i = max(j, i + 1)
            continue
        out.append(lines[i])
        i += 1
    return "\n".join(out)


def check(pattern: str, *globs: str, stays: Mapping[str, str] = {}, most: int = 40) -> int:
    """Print what is left of an old name outside CHANGELOG.md and the places where it stays, with the reason of each."""
    find = re.compile(pattern)
    left = 0
    for path in files(*globs):
        if any(fnmatch(str(path), glob) for glob in stays):
            continue
        text = path.read_bytes().decode("utf-8", "replace")
        if path.suffix == ".ipynb":
            text = "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
        for number, line in enumerate(text.split("\n"), 1):
            if find.search(line):
                left += 1
                if left <= most:
                    m = find.search(line)
                    print(f"  left {path}:{number}: {line[max(0, m.start() - 60) : m.end() + 60].strip()}")
    print(f"  check {pattern[:60]!r}: {left} left")
    for glob, reason in stays.items():
        print(f"    stays in {glob}: {reason}")
    return left


def generate() -> None:
    """Make the generated parts of documents and schemas anew."""
    done = subprocess.run([".venv/bin/python", "-m", "sim.publish.documents"], check=False, capture_output=True, text=True)
    if done.returncode:
        warn(f"documents: {done.stderr[-800:]}")
    else:
        print("  " + " ".join(done.stdout.split()))


def run_tool(path: str) -> None:
    """Run a tool that makes a page anew, where it is there."""
    if Path(path).exists():
        done = subprocess.run([".venv/bin/python", path], check=False, capture_output=True, text=True)
        if done.returncode:
            warn(f"{path}: {done.stderr[-800:]}")
        else:
            print(f"  {path}: {done.stdout.strip()[:200]}")


def end() -> None:
    """Say how many warnings there were."""
    print(f"  {len(WARNINGS)} warnings")


# Documents.

WIDE = 130
"""Characters of a line of Markdown."""


def tidy_documents(*globs: str) -> None:
    """Wrap the paragraphs and list items of Markdown anew that hold a changed line of more than 130 characters."""
    for path in files(*(globs or ("*.md", "docs/**/*.md", "publish/**/*.md", "sim/**/*.md", "tests/**/*.md"))):
        if path.suffix != ".md" or str(path) == "docs/stories.md":  # which its tool wraps
            continue
        lines = path.read_text(encoding="utf-8").split("\n")
        touched = _touched(path)
        if not any(len(lines[n]) > WIDE for n in touched if n < len(lines)):
            continue
        out, fenced, i = [], False, 0
        while i < len(lines):
            line = lines[i]
            if line.lstrip().startswith("```"):
                fenced = not fenced
            item = re.match(r"( {0,3})([-*] |\d+\. )?(?=\S)", line)
            if fenced or not item or re.match(r"\s*(\||#|<|```|>|\{|\[[^\]]+\]:|    )", line) or line.startswith("    "):
                out.append(line)
                i += 1
                continue
            indent, sign = item[1], item[2] or ""
            more = indent + " " * len(sign)
            j = i + 1
            while (
                j < len(lines)
                and lines[j].strip()
                and lines[j].startswith(more)
                and not re.match(r"\s*([-*] |\d+\. |\||#|<|```|>|\{)", lines[j])
                and (lines[j][len(more) : len(more) + 1] != " ")
            ):
                j += 1
            block = lines[i:j]
            if any(len(each) > WIDE and i + k in touched for k, each in enumerate(block)):
                text = " ".join([line[len(indent) + len(sign) :].strip(), *(each.strip() for each in block[1:])])
                out += textwrap.wrap(text, WIDE, initial_indent=indent + sign, subsequent_indent=more,
                                     break_long_words=False, break_on_hyphens=False)
            else:
                out += block
            i = j
        path.write_text("\n".join(out), encoding="utf-8")


def _touched(path: Path) -> set[int]:
    """Return the lines of a file, from 0, that differ from the last commit."""
    found: set[int] = set()
    for begin, count in re.findall(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", git("diff", "-U0", "HEAD", "--", str(path)), re.M):
        found.update(range(int(begin) - 1, int(begin) - 1 + int(count or 1)))
    return found


def _wrap_texts(text: str, width: int = 119) -> str:
    """Wrap long lines of texts in three quotes that are no docstrings: help of commands and analyses."""
    lines = text.split("\n")
    tree = ast.parse(text)
    documents = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    edits = []
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Constant) and isinstance(node.value, str)) or id(node) in documents:
            continue
        begin, end = node.lineno - 1, (node.end_lineno or node.lineno) - 1
        if end == begin or not any(len(line) > width + 1 for line in lines[begin : end + 1]):
            continue
        i = begin
        while i <= end:
            j = i
            margin = re.match(r"\s*", lines[i])[0]
            while j < end and lines[j].strip() and re.match(r"\s*", lines[j])[0] == margin and not re.match(r"\s*(>>>|\.\.\.|sim |[-*] )", lines[j]):
                j += 1
            block = lines[i:j]
            inner = begin < i < j
            if inner and any(len(line) > width + 1 for line in block):
                edits.append((i, j, textwrap.wrap(" ".join(each.strip() for each in block), width, initial_indent=margin,
                                                  subsequent_indent=margin, break_long_words=False, break_on_hyphens=False)))
            i = max(j, i + 1)
    for i, j, block in sorted(edits, reverse=True):
        lines[i:j] = block
    return "\n".join(lines)
