"""The three files of a report, named alike by the period."""

from __future__ import annotations

from pathlib import Path

from bot.engagement.report.figures import Report
from bot.engagement.report.page import render_page
from bot.engagement.report.pdf import print_pdf
from bot.engagement.report.table import render_table
from bot.engagement.report.words import Words
from bot.errors import ConfigError


def write_report(
    report: Report, words: Words, folder: Path, *, operator: str, time_zone: str, with_pdf: bool = True
) -> list[Path]:
    """Write page, table and PDF into `folder`; returns the files. Where no PDF can be printed, the other two are
    written all the same. Raises ConfigError, OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    page, table, pdf = (folder / f"{_stem(report)}.{kind}" for kind in ("html", "csv", "pdf"))
    page.write_text(render_page(report, words, operator=operator, time_zone=time_zone), "utf-8")
    table.write_text(render_table(report, words), "utf-8", newline="")
    if not with_pdf:
        return [page, table]
    try:
        print_pdf(page, pdf)
    except ConfigError as error:
        raise ConfigError(f"{page} and {table.name} are written; {error}") from error
    return [page, table, pdf]


def _stem(report: Report) -> str:
    period = report.now.period
    return f"report-{period.since}-{period.until}"
