"""Replies: what a verdict says, block by block."""

import pytest

from bot.channels.console import printable, render_lines
from bot.replies.compose import QUOTE_LENGTH, compose_verdict, reason
from bot.replies.reply import Reply, Style, TextKey
from bot.service import Service
from bot.texts import LOCALES, load_texts
from model import Checker, Evidence, Provenance, Risk, Submission
from model.assess import MAX_CHARACTERS
from model.types import Change
from tests.conftest import cases

SCAM = "您好，我是京东客服，您误开通了百万保障，每月扣费2000元，请下载会议软件共享屏幕取消"


def said(reply: Reply, locale: str = "zh-Hans") -> str:
    return "\n".join(line for line, _ in render_lines(reply, load_texts(locale)))


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("case", [*cases("in_the_wild"), *cases("innocent"), *cases("too_little")])
def test_every_verdict_can_be_said(checker: Checker, case: dict[str, str], locale: str) -> None:
    """No case of ours meets a missing text or an unfilled placeholder."""
    text = said(compose_verdict(checker.check(case["text"])), locale)
    assert "{" not in text.replace(case["text"], "")
    assert text.strip()


def test_a_warning_says_what_why_next_and_now(checker: Checker) -> None:
    """Risk, type, quoted reasons, the next move, steps, how to verify, and what if money has gone, in this order."""
    reply = compose_verdict(checker.check(SCAM))
    keys = [block.key for block in reply.blocks]
    assert keys[0] == "risk.high"
    order = ["verdict.type", "heading.reasons", "heading.next", "heading.do", "heading.verify", "footer.paid"]
    assert [key for key in keys if key in order] == order
    assert "百万保障" in said(reply)
    assert "110" in said(reply)


def test_low_is_not_safe_and_tells_how_to_verify(checker: Checker) -> None:
    """Low risk reads as “nothing found” plus one way to verify."""
    text = said(compose_verdict(checker.check("妈，我今晚回家吃饭，买点排骨")))
    assert "未发现明显风险特征" in text
    assert "怎么核实" in text


def test_an_advert_is_named_as_one(checker: Checker) -> None:
    """Honest commerce is low, and called an advertisement."""
    verdict = checker.check("【优衣库】周年庆全场五折起，会员满500减100，门店与官网同步，退订回T")
    assert "type.advert.intro" in [block.key for block in compose_verdict(verdict).blocks]


@pytest.mark.parametrize(
    ("text", "key"), [("", "unknown.nothing"), (" \n\t", "unknown.nothing"), ("在吗", "unknown.too_short")]
)
def test_too_little_asks_for_more(service: Service, text: str, key: str) -> None:
    """What cannot be judged gets a reply that says what would help."""
    reply = service.answer(Submission.of(text)).reply
    assert [block.key for block in reply.blocks] == ["risk.unknown", key, "unknown.ask"]


def test_illegal_bait_has_a_headline_of_its_own(checker: Checker) -> None:
    """Nobody is told to verify an offer of bank cards: it is illegal, take no part."""
    verdict = checker.check("长期高价收银行卡四件套、对公账户，当天结算，联系 @kashang88")
    assert compose_verdict(verdict).blocks[0].key == "risk.illegal"


def test_a_terminal_shows_wide_spaces_and_hides_steering() -> None:
    """The full-width space of our own texts stays; escape and bidi characters do not reach the terminal."""
    shown = printable("看说明\u3000/language\x1b[2J\u202e")
    assert "\u3000" in shown
    assert not {"\x1b", "\u202e"} & set(shown)


def test_too_much_is_told_the_limit(service: Service) -> None:
    """A novel gets a kind answer with the limit, not an error."""
    answer = service.answer(Submission.of("字" * (MAX_CHARACTERS + 1)))
    assert answer.assessment is None
    assert "100,000" in said(answer.reply)


@pytest.mark.parametrize(
    ("region", "calls"),
    [("cn", "110"), ("tw", "110 或 165"), ("hk", "999 或 18222"), ("my", "997"), ("abroad", "0086-110")],
)
def test_the_last_line_fits_where_the_reader_is(checker: Checker, region: str, calls: str) -> None:
    """Whoever has paid reads the number of their own region; 96110 is not given for reporting a loss."""
    last = said(compose_verdict(checker.check(SCAM), region)).splitlines()[-1]
    assert f"打 {calls}" in last
    assert "96110" not in last


def test_a_language_has_numbers_that_fit_it(checker: Checker) -> None:
    """Without a region a reader of 繁體 finds 165, a reader of English several."""
    verdict = compose_verdict(checker.check(SCAM))
    assert "165" in said(verdict, "zh-Hant").splitlines()[-1]
    assert all(number in said(verdict, "en").splitlines()[-1] for number in ("110", "999", "997"))


def test_the_script_is_shown_with_its_present_stage(checker: Checker) -> None:
    """One line from bait to the last fee; the stage that the message is at is marked."""
    verdict = checker.check("您的佣金被冻结了，做错单要先交保证金解冻，点赞任务本金一起返")
    assert (verdict.scam_type, verdict.stage) == ("brushing", "unfreeze")
    assert "引流 → 返利 → 大额 → 【解冻费】" in said(compose_verdict(verdict))


def test_the_next_line_fits_the_story(checker: Checker) -> None:
    """A kidnapping call goes on otherwise than a charity, though both are “other scams”."""
    kidnapping = said(compose_verdict(checker.check("你儿子在我手上 十万现金 别报警")))
    charity = said(compose_verdict(checker.check("孩子白血病，款直接打到我个人卡，医院公户走流程慢，转给更多好心人")))
    assert "马上放人" in kidnapping
    assert "救命要紧" in charity


def test_two_reasons_for_one_quote_are_both_said(checker: Checker) -> None:
    """The quote stands once, with both reasons in a row."""
    line = next(line for line in said(compose_verdict(checker.check(SCAM))).splitlines() if "下载会议软件" in line)
    assert "要您下载软件" in line
    assert "要您共享屏幕" in line


@pytest.mark.parametrize("risk", [Risk.LOW, Risk.MEDIUM])
def test_a_borderline_verdict_says_what_would_change_it(checker: Checker, risk: Risk) -> None:
    """The statement stands in the answer, in words, at low risk as well."""
    change = Change("change.with", {"demand": TextKey("change.demand.code"), "risk": TextKey("change.risk.high")})
    verdict = checker.check(SCAM)._replace(risk=risk, would_change=(change,))
    assert "如果接着要您的验证码，就按高风险对待。" in said(compose_verdict(verdict))


def evidence(quote: str, provenance: Provenance = Provenance.TYPED) -> Evidence:
    return Evidence("phrase", 0, len(quote), quote, "phrase", 1.0, "evidence.phrase", {}, provenance)


def test_a_long_quote_is_shortened() -> None:
    """One line shows the telling words; line breaks do not tear the list."""
    quote = reason(evidence("转\n" * 50)).params["quote"]
    assert len(quote) == QUOTE_LENGTH
    assert "\n" not in quote


@pytest.mark.parametrize("provenance", list(Provenance))
def test_a_reason_says_where_it_was_read(provenance: Provenance) -> None:
    """What stood in a picture, a caption or a QR code is told as such."""
    block = reason(evidence("垫付", provenance))
    assert block.style is Style.ITEM
    assert "垫付" in load_texts("zh-Hans").say(block.key, block.params)
