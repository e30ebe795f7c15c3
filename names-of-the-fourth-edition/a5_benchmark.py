"""a5: the exchange (each giant does what the other asks) is the benchmark; the exchange of messages with programs stays."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from common import *  # noqa: F403

PROTOCOL = ("sim/policies/agents/*", "docs/agents.md", "docs/schemas/agent.json", "sim/history/*", "docs/gallery/*")
words({"EXCHANGE": "BENCHMARK", "exchange_table": "benchmark_table", "_exchange": "_benchmark"})
identifiers(
    {"exchange": "benchmark"},
    "sim/analysis/policy_game/**/*.py", "sim/analysis/multiverse/**/*.py", "sim/analysis/patterns/**/*.py", "sim/analysis/compare/**/*.py",
    "sim/analysis/run/*.py", "sim/analysis/sweep/*.py", "sim/core/**/*.py", "sim/study/run/*.py", "sim/cli/look_up.py", "sim/show/*.py",
    "docs/schemas/analyses.json",
    "tests/outcomes/*.py", "tests/multiverse/*.py", "tests/policy_game/*.py", "tests/pipeline/*.py", "tests/api/*.py",
)
replace_text(r"--reading exchange\b", "--reading benchmark")
replace_text(r'"reading"\]\) == \{"exchange"', '"reading"]) == {"benchmark"', "tests/**/*.py")
replace_text(r'"not one of: exchange"', '"not one of: benchmark"', "tests/**/*.py")
replace_text(r'readings=\["exchange"\]', 'readings=["benchmark"]')
replace_text(r"each one of: exchange, aims", "each one of: benchmark, aims", "docs/*.md")
replace_text(r"def test_the_exchange_is_", "def test_the_benchmark_is_", "tests/**/*.py")
replace_text(
    r"^\| exchange \| the second (line-up|profile) in which each giant does what the other asks: engagement and enforcement \| `\w+` \|$",
    r"| benchmark | mutual concessions, the second \1: each giant does what the other asks, engagement and enforcement | `BENCHMARK` |",
    "docs/conventions.md",
)
prose([
    (r"does not take the exchange from who wants him gone", "does not take the concessions of the benchmark from who wants him gone"),
    (r"In the exchange each giant does what the other asks", "In the benchmark, mutual concessions, each giant does what the other asks"),
    (r"(?<=\*\*)The exchange(?=\*\* is the pair)", "The benchmark"),
    (r"The exchange: the course of each giant that the other asks of it", "The benchmark, mutual concessions: the course of each giant that the other asks of it"),
    (r"gain of (Washington|Beijing|\{capital\.title\(\)\}) by the exchange", r"gain of \1 under the benchmark"),
    (r"the exchange(?! of (?:fire|messages|particles))", "the benchmark"),
    (r"exchange: gain above", "benchmark: gain above"),
    (r"aims, own\", \"exchange, gain", "aims, own\", \"benchmark, gain"),
], but=PROTOCOL)
replace_text(r'"교환으로 (워싱턴|베이징)이 얻는 것"', r'"상호 양보 기준에서 \1이 얻는 것"', "sim/pages/text/ko/names.toml")
changelog_text({"`sim show exchange` says what the exchange is": "`sim show benchmark` says what the benchmark is"})
refused("reading", {"exchange": "benchmark"})
changelog(
    'Migration',
    'The exchange is the benchmark: `sim multiverse --reading benchmark`, `BENCHMARK`, the table `benchmark` of a run and `benchmark` of a solution in `sim game`.',
)
tidy()
renamed("a5", {"EXCHANGE": "BENCHMARK", "_exchange": "_benchmark"})
check(r"(?i)exchange", stays={
    "docs/gallery/*": "kept outputs, made again by make kept",
    "sim/core/base/errors.py": "says what took its place",
    "sim/policies/agents/*": "messages with programs",
    "tests/browser/vendor/*": "not ours",
})
end()
