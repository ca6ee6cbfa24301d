"""The project around the code: Dockerfile, Makefile, README, lock files say what is true."""

import re
import subprocess
import tomllib

import pytest
from dockerfile_parse import DockerfileParser

from tests.conftest import ROOT


@pytest.fixture(scope="module")
def dockerfile() -> list[dict[str, str]]:
    return list(DockerfileParser(str(ROOT / "Dockerfile")).structure)


def values(dockerfile: list[dict[str, str]], instruction: str) -> list[str]:
    return [step["value"] for step in dockerfile if step["instruction"] == instruction]


def test_the_image_is_slim_and_built_in_stages(dockerfile: list[dict[str, str]]) -> None:
    """Two stages on slim images of the wanted Python; the last one is not the builder."""
    stages = values(dockerfile, "FROM")
    assert len(stages) == 2
    assert all(re.match(r"python:3\.\d+-slim", stage) for stage in stages)
    assert "AS build" in stages[0]


def test_the_image_does_not_run_as_root(dockerfile: list[dict[str, str]]) -> None:
    """The last USER is our own, and stands before the entry point."""
    order = [step["instruction"] for step in dockerfile]
    assert values(dockerfile, "USER") == ["shizha"]
    assert order.index("USER") < order.index("ENTRYPOINT")


def test_the_model_is_built_inside_by_make(dockerfile: list[dict[str, str]]) -> None:
    """The same command as on any machine, on the same inputs."""
    assert "make setup" in values(dockerfile, "RUN")
    copied = " ".join(values(dockerfile, "COPY"))
    for source in ("requirements/", "bot/", "model/", "training_data/", "Makefile", "pyproject.toml"):
        assert source in copied
        assert (ROOT / source).exists()


def test_the_image_looks_after_its_health(dockerfile: list[dict[str, str]]) -> None:
    """The health check judges a message; the default command serves."""
    assert '"shizha", "check"' in values(dockerfile, "HEALTHCHECK")[0]
    assert values(dockerfile, "ENTRYPOINT") == ['["shizha"]']


def test_installs_are_pinned_and_leave_nothing_behind(dockerfile: list[dict[str, str]]) -> None:
    """Hashes are required; package lists are removed; no secret is built in."""
    runs = values(dockerfile, "RUN")
    for run in runs:
        assert "apt-get install" not in run or "rm -rf /var/lib/apt/lists" in run
        assert "-r requirements" not in run or "--require-hashes" in run
    assert not any("TOKEN" in value for value in values(dockerfile, "ENV"))


@pytest.mark.parametrize("name", ["all", "run"])
def test_a_lock_has_hashes_and_no_addresses(name: str) -> None:
    """Every pinned package carries a hash; no package index is written down."""
    lock = (ROOT / "requirements" / f"{name}.lock").read_text("utf-8")
    pins = re.findall(r"^[a-z0-9._-]+==", lock, re.MULTILINE)
    assert len(pins) > 30
    assert lock.count("--hash=sha256:") >= len(pins)
    assert "://" not in lock


def test_the_lock_covers_every_dependency() -> None:
    """What pyproject asks for is pinned."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *(d for extra in project["optional-dependencies"].values() for d in extra)]
    lock = (ROOT / "requirements" / "all.lock").read_text("utf-8").lower()
    for requirement in wanted:
        name = re.split(r"[\[=<>~ ]", requirement)[0].lower()
        # An extra may ask for other extras of ours.
        assert name == project["name"] or re.search(rf"^{re.escape(name)}==", lock, re.MULTILINE), name


def test_make_alone_lists_the_targets() -> None:
    """Each target of the README stands in the list with what it does."""
    listed = subprocess.run(["make"], capture_output=True, text=True, cwd=ROOT, check=True).stdout  # noqa: S607
    for target in ["chat", "test", "bot", "web", "train", "evaluate", "bench", "lint", "format"]:
        assert re.search(rf"^{target}\s+\S", listed, re.MULTILINE), target


def planned(*changed: str) -> str:
    """What `make setup` would run if these files had just changed."""
    pretended = [word for file in changed for word in ("-W", file)]
    command = ["make", "-n", "setup", *pretended]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True).stdout


@pytest.mark.parametrize(
    ("changed", "runs"),
    [
        ("requirements/all.lock", "pip install"),
        ("training_data/brushing.jsonl", "shizha train"),
        ("model/scam_types/brushing.toml", "shizha train"),
        ("model/classifier/training.py", "shizha train"),
    ],
)
def test_a_changed_input_is_built_anew(changed: str, runs: str) -> None:
    """A changed lock reinstalls; a changed corpus, type or trainer retrains."""
    assert runs in planned(changed)


@pytest.mark.parametrize("changed", ["README.md", "bot/cli.py", "bot/texts/texts.en.toml", "model/assess.py"])
def test_nothing_else_is_built_anew(changed: str) -> None:
    """Words, channels and bands need no training."""
    assert planned(changed) == planned()


def test_the_readmes_first_screen_has_both_commands() -> None:
    """`make chat` and `make test` within the first forty lines."""
    first = "\n".join((ROOT / "README.md").read_text("utf-8").splitlines()[:40])
    assert "make chat" in first
    assert "make test" in first


def test_links_between_documents_lead_somewhere() -> None:
    """Relative links in Markdown files point at files that exist."""
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("training_data/*.md")]:
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name} → {target}"
