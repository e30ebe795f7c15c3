"""`sim query`: questions in SQL over the results of a study."""

from __future__ import annotations

from typing import Any

import click

from sim.cli import options as opt
from sim.cli.analysis import Common, show_table
from sim.cli.output import print_json


@click.command("query", short_help="Ask the results of a study in SQL.")
@click.argument("path")
@click.argument("sql")
@opt.stacked(opt.json_option, opt.table_option)
def command(path: str, sql: str, as_json: bool, table: str | None) -> None:
    """Ask the study in the folder PATH a question in SQL, over the views cells, worlds and trajectories.

    One SELECT is answered, and nothing that writes. The answer is printed with tabs between its columns. Needs the
    extra `query`.

    \b
    sim query results/pressure-enforcement \\
      'SELECT "washington.pressure", avg(war::INT) AS war, count(*) AS n FROM worlds JOIN cells USING (cell) GROUP BY 1'
    """
    from sim.analysis.finding import Table
    from sim.study.store.query import query
    from sim.study.store.results import load_study

    answer = query(load_study(path), sql)
    if as_json:
        print_json([dict(zip(answer.columns, map(plain, row), strict=True)) for row in answer.rows])
        return
    rows = [tuple("" if value is None else str(value) for value in row) for row in answer.rows]
    if table:
        show_table(Table("answer", sql, answer.columns, tuple(rows)), Common(table=table))
        return
    for row in (answer.columns, *rows):
        click.echo("\t".join(row))


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it."""
    if isinstance(value, float):
        return value if value - value == 0 else None
    return value if isinstance(value, int | str | bool) or value is None else str(value)
