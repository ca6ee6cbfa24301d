"""The page on A4: printed by Chromium where there is one, else laid out by WeasyPrint. Both print the same HTML."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

from bot.errors import ConfigError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SECONDS = 90
INSTALL = (
    "install Chromium and a Chinese font (`apt-get install chromium fonts-noto-cjk`), or `pip install shizha[report]` "
    "with Debian's libpango-1.0-0 and libpangoft2-1.0-0, or ask for no PDF (--no-pdf)"
)


def find_browser() -> str | None:
    """A Chromium on the path."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def print_pdf(page: Path, file: Path) -> None:
    """Write `file` from the HTML file `page`. Raises ConfigError that says what to install, OSError."""
    browser = find_browser()
    if browser:
        _print_with_browser(browser, page, file)
    elif find_spec("weasyprint"):
        _print_with_weasyprint(page, file)
    else:
        raise ConfigError(f"no PDF: nothing here can print one; {INSTALL}")


def _print_with_browser(browser: str, page: Path, file: Path) -> None:
    file.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(prefix="shizha-pdf-", ignore_cleanup_errors=True) as profile:
        command = _command(browser, Path(profile), page, file)
        try:
            done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 # no shell
        except subprocess.TimeoutExpired as error:
            raise ConfigError(f"no PDF: {browser} did not finish in {SECONDS} s; try again, or --no-pdf") from error
    if done.returncode or not file.exists():
        said = done.stderr.decode("utf-8", "replace").strip().splitlines() or [f"status {done.returncode}"]
        raise ConfigError(f"no PDF: {browser} failed ({said[-1][:160]}); {INSTALL}")


def _command(browser: str, profile: Path, page: Path, file: Path) -> list[str]:
    """A profile of its own, and no network: the page needs none."""
    flags = [
        "--headless=new",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-dev-shm-usage",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        "--no-pdf-header-footer",
        f"--user-data-dir={profile}",
        f"--print-to-pdf={file.resolve()}",
    ]
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium refuses to start as root with its sandbox
    return [browser, *flags, *as_root, page.resolve().as_uri()]


def _print_with_weasyprint(page: Path, file: Path) -> None:
    try:
        from weasyprint import HTML
    except OSError as error:  # the package is there, Debian's libraries are not
        raise ConfigError(f"no PDF: WeasyPrint lacks a library; {INSTALL}") from error
    HTML(filename=str(page)).write_pdf(str(file))
