"""The command line as a real process: interfaces, and bad input that costs one line and never a traceback."""

import json
from pathlib import Path

import pytest

from tests.conftest import Shizha

SCAM = "您好，我是京东客服，您误开通了百万保障，每月扣费2000元，请下载会议软件共享屏幕取消"
KEYS = {"risk", "probability", "scam_type", "types", "stage", "evidence", "tips", "model_version"}


def test_check_json_is_the_fixed_interface(shizha: Shizha) -> None:
    """Exactly the documented keys; offsets count in the text as given."""
    done = shizha("check", "--json", SCAM)
    verdict = json.loads(done.stdout)
    assert done.returncode == 0
    assert set(verdict) == KEYS
    assert (verdict["risk"], verdict["scam_type"]) == ("high", "customer_service")
    assert set(verdict["evidence"][0]) == {"kind", "quote", "start", "end", "reason", "weight"}
    assert all(SCAM[e["start"] : e["end"]] == e["quote"] for e in verdict["evidence"])
    assert {"百万保障", "共享屏幕"} <= {
        w for w in ("百万保障", "共享屏幕") for e in verdict["evidence"] if w in e["quote"]
    }
    assert verdict["tips"]


def test_check_reads_standard_input(shizha: Shizha) -> None:
    """`-` takes the message from a pipe, byte order mark or not."""
    for data in (SCAM.encode(), b"\xef\xbb\xbf" + SCAM.encode()):
        assert "高风险" in shizha("check", "-", stdin=data).stdout.decode()


def test_check_speaks_the_chosen_language(shizha: Shizha) -> None:
    """SHIZHA_LOCALE sets the language of answers."""
    assert b"High risk" in shizha("check", SCAM, SHIZHA_LOCALE="en").stdout


def test_piped_output_has_no_colours(shizha: Shizha) -> None:
    """Escape sequences belong to terminals only."""
    assert b"\x1b" not in shizha("check", SCAM + "\x1b[31m").stdout


def test_score_keeps_order_and_reports_bad_lines(shizha: Shizha) -> None:
    """A bad line gets a row with an error and exit status 1; the rest is scored."""
    lines = [
        json.dumps({"id": 7, "text": SCAM}, ensure_ascii=False).encode(),
        b"{broken",
        json.dumps({"id": "b", "text": 5}).encode(),
        b"",
        b'{"id": "c", "text": "\\ud800"}',
        b"\xff\xfe",
        json.dumps({"id": "d", "text": "妈，我今晚回家吃饭，买点排骨"}).encode(),
    ]
    done = shizha("score", stdin=b"\n".join(lines))
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["id"] for row in rows] == [7, None, "b", "c", None, "d"]
    assert [("error" in row) for row in rows] == [False, True, True, False, True, False]
    assert set(rows[0]) == {"id", "risk", "probability", "scam_type"}
    assert (rows[0]["risk"], rows[-1]["risk"]) == ("high", "low")
    assert done.returncode == 1
    assert b"3 of the rows" in done.stderr


def test_score_of_nothing_is_nothing(shizha: Shizha) -> None:
    """An empty input is done at once."""
    done = shizha("score")
    assert (done.returncode, done.stdout) == (0, b"")


def test_chat_answers_a_pipe(shizha: Shizha) -> None:
    """A piped message, however many lines, gets one verdict; commands stand on lines of their own."""
    done = shizha(
        "chat",
        stdin=("兼职点赞一单五元\n\n日结，先垫付再返\n/help\n/nonsense\n/language en\n你好啊今天天气不错\n").encode(),
    )
    out = done.stdout.decode()
    assert done.returncode == 0
    assert out.count("最像：") == 1
    assert "直接粘贴消息" in out
    assert "/nonsense" in out
    assert "No clearly risky features found" in out


def test_chat_survives_bytes_that_are_no_text(shizha: Shizha) -> None:
    """A stray byte in a pasted log costs one mark, not the verdict."""
    done = shizha("chat", stdin=SCAM.encode() + b"\xff\xfe\n")
    assert done.returncode == 0
    assert "高风险" in done.stdout.decode()


BAD = [
    pytest.param(["check", ""], b"", {}, 2, "empty", id="empty"),
    pytest.param(["check", " \n\t "], b"", {}, 2, "empty", id="white-space"),
    pytest.param(["check"], b"", {}, 2, "nothing to check", id="no-message"),
    pytest.param(["check", "-"], b"", {}, 2, "empty", id="empty-pipe"),
    pytest.param(["check", "-"], "转账".encode() * 200_000, {}, 2, "too many", id="over-a-megabyte"),
    pytest.param(["check", "-"], b"\x89PNG\r\n\x1a\n\x00\xff", {}, 2, "--image", id="binary"),
    pytest.param(["check", "-"], b"abc\x00def", {}, 2, "binary", id="nul-bytes"),
    pytest.param(["check", "-"], "转账".encode("gb18030"), {}, 2, "UTF-8", id="other-encoding"),
    pytest.param(["check", "--image", "/nowhere.png"], b"", {}, 1, "cannot read", id="no-such-picture"),
    pytest.param(["check", "--image", "README.md"], b"", {}, 1, "no picture", id="not-a-picture"),
    pytest.param(["check", "--colour", "x"], b"", {}, 2, "--colour", id="unknown-option"),
    pytest.param(["juggle"], b"", {}, 2, "juggle", id="unknown-command"),
    pytest.param(["check", "x"], b"", {"SHIZHA_MODEL_DIR": "/nowhere"}, 1, "make train", id="missing-model"),
    pytest.param(["check", "x"], b"", {"SHIZHA_MODEL_SHA256": "0" * 64}, 1, "pinned", id="other-model"),
    pytest.param(["check", "x"], b"", {"SHIZHA_LOCALE": "fr"}, 1, "SHIZHA_LOCALE", id="wrong-setting"),
    pytest.param(["telegram"], b"", {}, 1, "@BotFather", id="no-token"),
    pytest.param(["evaluate", "/nowhere"], b"", {}, 1, "no rows", id="no-benchmark"),
    pytest.param(["train", "--corpus", "/nowhere"], b"", {}, 1, "no *.jsonl", id="no-corpus"),
    pytest.param(["train", "--corpus", "tests/cases"], b"", {}, 1, ":1:", id="wrong-corpus"),
]


@pytest.mark.parametrize(("arguments", "stdin", "settings", "status", "says"), BAD)
def test_bad_input_costs_one_line(
    shizha: Shizha, arguments: list[str], stdin: bytes, settings: dict[str, str], status: int, says: str
) -> None:
    """One line on standard error that says what to do, an exit status, no traceback."""
    done = shizha(*arguments, stdin=stdin, **settings)
    lines = done.stderr.decode().splitlines()
    assert done.returncode == status
    assert len(lines) == 1
    assert lines[0].startswith("shizha: ")
    assert says in lines[0]


def test_debug_shows_the_traceback(shizha: Shizha) -> None:
    """Who asks for it gets the whole story."""
    done = shizha("--debug", "check", "x", SHIZHA_MODEL_DIR="/nowhere")
    assert b"Traceback" in done.stderr
    assert done.returncode == 1


def test_strange_text_is_judged_like_any(shizha: Shizha) -> None:
    """Control and bidi characters in a message neither break the verdict nor reach the terminal."""
    done = shizha("check", "点赞\u202e关注\x07一单5元\u200b日结 先垫付")
    out = done.stdout.decode()
    assert "高风险" in out
    assert "\x07" not in out
    assert "\u202e" not in out


def test_a_corrupt_model_costs_one_line(shizha: Shizha, tmp_path: Path) -> None:
    """Garbage in the model's place is refused, not opened."""
    (tmp_path / "manifest.json").write_text(
        '{"format": 1, "version": "x", "sha256": "0", "bytes": 1, "trained_from": {}}'
    )
    (tmp_path / "model.joblib").write_bytes(b"\x80\x04garbage")
    done = shizha("check", "x", SHIZHA_MODEL_DIR=str(tmp_path))
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert b"make train" in done.stderr
