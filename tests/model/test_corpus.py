"""The corpus: large enough, varied enough, and wrong rows are named with the way to mend them."""

import json
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from model.classifier.corpus import Row, gate, load_corpus, main, near_duplicates, parse_row, skeleton, stock_phrases
from model.classifier.datasheet import SHAPES, renewed
from model.errors import CorpusError
from model.scam_types import ids
from model.types import Family
from tests.conftest import ROOT

CORPUS = ROOT / "training_data"
GOOD = {"text": "你好呀", "type": "benign", "kind": "k", "channel": "sms", "lang": "zh-Hans", "writer": "w01"}


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return load_corpus(CORPUS)


def line(**changes: object) -> str:
    return json.dumps(GOOD | changes, ensure_ascii=False)


def test_every_type_has_enough_messages(rows: list[Row]) -> None:
    """At least 250 for each named scam, 150 others, 120 for each illegal type, 3,800 harmless, 8,000 in all."""
    counts = Counter(row.type for row in rows)
    assert all(counts[type_id] >= 250 for type_id in ids(Family.SCAM) if type_id != "other_scam")
    assert counts["other_scam"] >= 150
    assert all(counts[type_id] >= 120 for type_id in ids(Family.ILLEGAL))
    assert counts["advert"] + counts["benign"] >= 3800
    assert len(rows) >= 8000


def test_the_corpus_speaks_with_many_voices_and_scripts(rows: list[Row]) -> None:
    """Twenty kinds of everyday messages, thirty writers, 8 % traditional script, 5 % English and mixed."""
    langs = Counter(row.lang for row in rows)
    assert len({row.kind for row in rows if row.type == "benign"}) >= 20
    assert len({row.writer for row in rows}) >= 30
    assert langs["zh-Hant"] >= 0.08 * len(rows)
    assert langs["en"] + langs["mixed"] >= 0.05 * len(rows)


def test_no_type_comes_from_few_voices(rows: list[Row]) -> None:
    """A type written by one hand would teach that hand's habits."""
    writers: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        writers[row.type].add(row.writer)
    assert min(map(len, writers.values())) >= 5


def test_every_shape_stands_on_both_sides(rows: list[Row]) -> None:
    """A link, a long number, an amount, a signature or an emoji alone must not betray the label."""
    for name, shape in SHAPES.items():
        for side in (True, False):
            mine = [row for row in rows if row.is_harmful is side]
            assert sum(bool(shape.search(row.text)) for row in mine) > 0.01 * len(mine), (name, side)


def test_short_and_long_messages_stand_on_both_sides(rows: list[Row]) -> None:
    """One-liners and scripts, harmful and harmless."""
    for side in (True, False):
        lengths = [len(row.text) for row in rows if row.is_harmful is side]
        assert sum(n <= 20 for n in lengths) >= 300
        assert sum(n >= 150 for n in lengths) >= 150


def test_the_counts_of_the_datasheet_are_fresh(rows: list[Row]) -> None:
    """`python -m model.classifier.datasheet training_data` was run after the last change."""
    datasheet = (CORPUS / "README.md").read_text("utf-8")
    assert datasheet == renewed(datasheet, rows)


def test_a_datasheet_without_the_mark_is_refused(rows: list[Row]) -> None:
    """Rather than overwrite somebody's words."""
    with pytest.raises(ValueError, match="lacks the line"):
        renewed("# Words", rows[:3])


def test_the_corpus_passes_its_gates() -> None:
    """No near-duplicates, no stock phrases."""
    assert gate(CORPUS) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "broken JSON"),
        ("[]", "exactly the keys"),
        (line(extra="x"), "exactly the keys"),
        (line(text=5), "strings"),
        (line(type="nonsense"), "unknown"),
        (line(type="brushing"), "move the row to brushing.jsonl"),
        (line(text="  "), "empty"),
        (line(channel="pigeon"), "pigeon"),
        (line(lang="fr"), "fr"),
    ],
)
def test_a_wrong_row_is_named(text: str, says: str) -> None:
    """The error tells place, fault and remedy."""
    with pytest.raises(CorpusError, match=r"^benign-x\.jsonl:3: ") as error:
        parse_row(text, "benign-x.jsonl:3", "benign")
    assert says in str(error.value)


def test_a_text_twice_is_refused(tmp_path: Path) -> None:
    """Both places are told."""
    (tmp_path / "benign-a.jsonl").write_text(line() + "\n" + line() + "\n", "utf-8")
    with pytest.raises(CorpusError, match=r"benign-a\.jsonl:2: the same text as benign-a\.jsonl:1"):
        load_corpus(tmp_path)


def test_an_empty_folder_is_no_corpus(tmp_path: Path) -> None:
    """The error says what folder is wanted."""
    with pytest.raises(CorpusError, match="training data"):
        load_corpus(tmp_path)


def row(text: str, type_id: str = "benign") -> Row:
    return Row(**(GOOD | {"text": text, "type": type_id}))


def test_near_duplicates_are_found_despite_other_numbers() -> None:
    """Names and numbers changed make no new message."""
    a = row("您的快递已到达楼下便利店请凭取件码1234领取谢谢配合")
    b = row("您的快递已到达楼下便利店请凭取件码9876领取谢谢配合")
    assert near_duplicates([a, b, row("明天一起去爬山吧顺便带上相机")]) == [(a, b)]


def test_a_stock_phrase_is_found() -> None:
    """One sentence in four messages of a type marks the type."""
    texts = [f"{head}请尽快联系我们的专员处理{tail}" for head, tail in ("甲子", "乙丑", "丙寅", "丁卯")]
    assert stock_phrases([row(text) for text in texts])
    assert skeleton("【a】请尽快联系我们的专员处理！") == "请尽快联系我们的专员处理"


def test_a_copy_of_a_benchmark_is_refused(tmp_path: Path) -> None:
    """The gate names the row and the benchmark row that it copies."""
    text = "尊敬的客户您的信用卡账单已出请于本月底之前还款以免产生逾期费用"
    (tmp_path / "corpus").mkdir()
    (tmp_path / "bench").mkdir()
    (tmp_path / "corpus" / "benign-a.jsonl").write_text(line(text=text) + "\n", "utf-8")
    (tmp_path / "bench" / "b.jsonl").write_text(json.dumps({"id": "b7", "text": text}) + "\n", "utf-8")
    assert gate(tmp_path / "corpus", tmp_path / "bench") == [
        "benign-a.jsonl:1: near-duplicate of bench b7; delete the row"
    ]


def test_the_gate_is_a_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It prints what is wrong and fails."""
    assert main([str(tmp_path)]) == 1
    assert "training data" in capsys.readouterr().err
    assert main([str(CORPUS)]) == 0
