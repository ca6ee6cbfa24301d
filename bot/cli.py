"""The one command: `shizha` (`python -m bot` is the same).

Exit status: 0 done, 1 something went wrong, 2 called wrongly. Every failure is one line on standard error that says
what to do; `--debug` shows the traceback.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.exceptions import TyperException

from bot.config import Settings, load_settings
from bot.errors import ConfigError, ShizhaError, UsageError
from model.errors import FloorError, ModelError

if TYPE_CHECKING:
    from model import Checker
    from model.evaluation.benchmark import Evaluation

app = typer.Typer(
    name="shizha",
    help="识诈：判断一条消息的诈骗风险。How risky is this message?",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

FAILED, MISUSED, INTERRUPTED = 1, 2, 130


@app.callback()
def common(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """`--debug` is read in `main`, before anything can fail; it is declared here so that --help lists it."""


@app.command()
def check(
    text: Annotated[str | None, typer.Argument(help="The message, or - to read it from standard input.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the verdict as JSON.")] = False,
    image: Annotated[Path | None, typer.Option(help="Judge the text and QR codes in a picture.")] = None,
) -> None:
    """Judge one message."""
    from bot.app import build_service
    from bot.channels.console import print_reply
    from bot.replies.as_json import verdict_json
    from bot.texts import load_texts

    settings = load_settings()
    submission = _submission(text, image, settings)
    answer = build_service(settings).answer(submission)
    if not as_json:
        print_reply(answer.reply, load_texts(settings.locale))
    elif answer.assessment:
        _print_json(verdict_json(answer.assessment, load_texts(settings.locale)))
    if answer.assessment is None:
        raise UsageError(f"not judged: {_why_not(submission.text)}")


def _submission(text: str | None, image: Path | None, settings: Settings) -> Any:
    from model import Part, Submission

    if image is not None:
        from bot.intake.pictures import read_picture_file

        typed = (Part(text),) if text else ()
        return Submission((*typed, *read_picture_file(image)), settings.locale)
    if text is None:
        raise UsageError('nothing to check: give a message, `shizha check "…"`, or `-` to read standard input')
    text = _decode(sys.stdin.buffer.read()) if text == "-" else text
    if not text.strip():
        raise UsageError("the message is empty: paste the words that you doubt")
    return Submission.of(text, locale=settings.locale)


def _why_not(text: str) -> str:
    from model.assess import MAX_CHARACTERS

    if not text.strip():
        return "no text was found; type the words that you doubt"
    return f"{len(text):,} characters are too many; send the part in doubt, at most {MAX_CHARACTERS:,}"


def _decode(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"standard input is not UTF-8 text (byte {error.start}); convert it, or use --image FILE"
        ) from error
    if "\0" in text:
        raise UsageError("standard input is binary, not text; for a picture use --image FILE")
    return text


@app.command()
def score() -> None:
    """Judge many: JSONL rows {"id","text"} on standard input, one row each on standard output, in order."""
    from bot.app import build_checker
    from bot.scoring import score_lines

    checker = build_checker(load_settings())
    failed = 0
    for row in score_lines(checker, sys.stdin.buffer):
        failed += "error" in row
        _print_json(row)
    if failed:
        raise ShizhaError(f'{failed} of the rows could not be scored; their rows carry the key "error"')


@app.command()
def chat() -> None:
    """Check messages in the terminal."""
    from bot.app import run_chat

    run_chat(load_settings())


@app.command()
def telegram() -> None:
    """Run the Telegram bot (long polling)."""
    from bot.app import run_telegram

    run_telegram(load_settings())


@app.command()
def web() -> None:
    """Run the web page and the REST interface."""
    from bot.app import run_web

    run_web(load_settings())


broadcasts = typer.Typer(help="The content calendar: look, approve, see what came of it.", no_args_is_help=True)
app.add_typer(broadcasts, name="broadcast")


@broadcasts.command()
def preview(
    week: Annotated[str | None, typer.Argument(help="A week such as 2026-W48, shown in every language.")] = None,
    weeks: Annotated[int, typer.Option(help="Without a week: how many to list.", min=1, max=520)] = 8,
) -> None:
    """What subscribers would get."""
    from bot.casting import preview as show

    for line in show(load_settings(), week, weeks):
        print(line)


@broadcasts.command()
def approve(
    week: Annotated[str, typer.Argument(help="A week such as 2026-W48.")],
    piece: Annotated[str | None, typer.Option(help="Send this piece instead of the calendar's.")] = None,
) -> None:
    """Let the piece of a week go out, to every subscriber at their own hour of its Wednesday."""
    from bot.casting import approve as let_go

    print(let_go(load_settings(), week, piece))


@broadcasts.command("list")
def list_broadcasts(
    limit: Annotated[int, typer.Option(help="How many, the newest first.", min=1, max=10_000)] = 20,
) -> None:
    """Broadcasts and how many got them, blocked us, or are in doubt."""
    from bot.casting import listed

    for line in listed(load_settings(), limit):
        print(line)


@broadcasts.command()
def cancel(broadcast: Annotated[str, typer.Argument(help="An id as listed.")]) -> None:
    """Stop a broadcast; who has it keeps it."""
    from bot.casting import cancel as stop

    print(stop(load_settings(), broadcast))


@app.command()
def poster(
    folder: Annotated[Path, typer.Argument(help="Folder to write to; it is made if need be.")],
    audience: Annotated[str, typer.Option(help="student, family, work, community, or all.")] = "all",
    region: Annotated[str, typer.Option(help="Whose numbers to print: cn, hk, mo, tw, sg, my, abroad.")] = "cn",
    code: Annotated[str, typer.Option(help="A volunteer's code, from the end of their link.")] = "",
) -> None:
    """Draw posters (PNG, A4 PDF) and story cards to print and send."""
    from bot.app import make_posters
    from bot.engagement.volunteers.designs import Audience
    from bot.replies.numbers import REGIONS

    _one_of("--region", region, REGIONS)
    _one_of("--audience", audience, ("all", *Audience))
    for file in make_posters(load_settings(), folder, code, [*Audience] if audience == "all" else [audience], region):
        print(file)


def _one_of(option: str, given: str, known: Iterable[str]) -> None:
    if given not in known:
        raise UsageError(f"{option} {given}: choose one of {', '.join(known)}")


@app.command()
def report(
    since: Annotated[str, typer.Option("--from", metavar="DAY", help="First day, as 2026-11-01.")],
    until: Annotated[str, typer.Option("--to", metavar="DAY", help="Last day, included.")],
    out: Annotated[Path, typer.Option(help="Folder for the page, the table and the PDF.")] = Path("reports"),
    with_pdf: Annotated[bool, typer.Option("--pdf/--no-pdf", help="Print the page as PDF too.")] = True,
) -> None:
    """Write the effect report of a time: one page (HTML, PDF) and a table (CSV)."""
    from bot.app import run_report

    for file in _needs_extra(
        "report,storage", lambda: run_report(load_settings(), since, until, out, with_pdf=with_pdf)
    ):
        print(file)


@app.command()
def train(
    corpus: Annotated[Path, typer.Option(help="Folder of the training data.")] = Path("training_data"),
    out: Annotated[Path | None, typer.Option(help="Folder for the model; default: where it is looked for.")] = None,
) -> None:
    """Train the model from the corpus."""
    run = _needs_extra("train", lambda: __import__("model.classifier.training", fromlist=["train"]))
    manifest = run.train(corpus, out or load_settings().model_dir)
    print(f"trained {manifest.version} on {manifest.trained_from['rows']:,} messages, sha256 {manifest.sha256}")


@app.command()
def evaluate(
    folder: Annotated[Path, typer.Argument(help="Folder of labelled JSONL files.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    errors: Annotated[Path | None, typer.Option(help="Write the worst errors to this local file.")] = None,
    card: Annotated[Path, typer.Option(help="Write the model card to this Markdown file.")] = Path(
        "docs/model/card.md"
    ),
    corpus: Annotated[Path, typer.Option(help="The training corpus, for the card.")] = Path("training_data"),
    figures_only: Annotated[bool, typer.Option("--figures-only", help="Print the figures, write no card.")] = False,
    floors: Annotated[bool, typer.Option("--floors", help="Fail if a figure fell below its recorded floor.")] = False,
) -> None:
    """Measure the model on a folder of labelled messages and write its card."""
    from bot.app import build_checker
    from model.evaluation.benchmark import evaluate_folder, render_table, worst_errors
    from model.evaluation.floors import broken_floors, load_floors

    checker = build_checker(load_settings())
    result = evaluate_folder(checker, folder)
    if errors:
        errors.write_text("".join(json.dumps(e, ensure_ascii=False) + "\n" for e in worst_errors(result)), "utf-8")
    found = result.figures if figures_only else _write_card(checker, result, corpus, card)
    if as_json:
        _print_json(found)
    else:
        print(render_table(found))
    broken = list(broken_floors(found, load_floors())) if floors else []
    if broken:
        raise FloorError("; ".join(broken) + ". Mend the cause, or lower model/evaluation/floors.toml and say why")


def _write_card(checker: Checker, result: Evaluation, corpus: Path, card: Path) -> dict[str, Any]:
    measuring = _needs_extra("train", lambda: import_module("model.evaluation.card"))
    measured = measuring.measure(checker, result, corpus)
    measuring.write_card(measured, card)
    return dict(measuring.all_figures(measured))


def _needs_extra(extra: str, load: Callable[[], Any]) -> Any:
    try:
        return load()
    except ModuleNotFoundError as error:
        raise ConfigError(
            f"{error.name} is missing; install it with `pip install shizha[{extra}]` or `make setup`"
        ) from error


def _print_json(data: dict[str, Any]) -> None:
    print(json.dumps(data, ensure_ascii=False))


def main(arguments: Iterable[str] | None = None) -> None:
    """Entry point: run a command, turn failures into one line and an exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    _survive_strange_text()
    try:
        app(args=given, standalone_mode=False, prog_name="shizha")
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(FAILED) from None
    except (KeyboardInterrupt, typer.Abort):
        raise SystemExit(INTERRUPTED) from None
    except Exception as error:
        if "--debug" in given:
            raise
        raise SystemExit(_report(error)) from None


def _survive_strange_text() -> None:
    """Print lone surrogates as \\udXXX (valid inside JSON) instead of failing on them."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _report(error: Exception) -> int:
    """One line for any failure; the exit status that fits it."""
    if isinstance(error, TyperException):
        say(f"{getattr(error, 'format_message', error.__str__)()} See `shizha --help`.")
        return MISUSED
    if isinstance(error, ShizhaError | ModelError):
        say(str(error))
    elif isinstance(error, OSError):
        say(f"{error.strerror or error}: {error.filename or 'the system refused'}; check path, rights and free space")
    else:
        say(f"unexpected {type(error).__name__}: {error}; run again with --debug and report it")
    return MISUSED if isinstance(error, UsageError) else FAILED


def say(line: str) -> None:
    """One line to standard error."""
    print("shizha: " + " ".join(line.split()), file=sys.stderr)


if __name__ == "__main__":
    main()
