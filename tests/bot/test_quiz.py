"""The quiz: its items, its forms, its buttons, its statistics, and what it says."""

import random
from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engagement.kept import QuizResult
from bot.engagement.quiz import compose, forms, items, session, statistics, visits
from bot.engagement.quiz.forms import LENGTH, MEASURED, Group, Phase, draw_form, group_of
from bot.engagement.quiz.items import DIFFICULTIES, Truth, load_items, parse_items
from bot.engagement.quiz.session import QuizSession, read_action
from bot.engagement.quiz.statistics import Counts
from bot.errors import TextError
from bot.replies.reply import Reply
from bot.texts import LOCALES, load_texts
from model.classifier.corpus import load_corpus, near_duplicates
from tests.conftest import ROOT

TOKENS = st.integers(0, 2**32 - 1)
ANSWERS = st.text(alphabet="sg", max_size=LENGTH)
GOOD = """
[[items]]
id = "bank-01"
truth = "scam"
type = "phishing"
difficulty = 1
[items.text]
zh-Hans = "甲"
zh-Hant = "乙"
en = "c"
[items.why]
zh-Hans = "甲"
zh-Hant = "乙"
en = "c"
"""


def test_half_of_the_items_are_genuine() -> None:
    """At least 120 items, as many genuine as scams, at every difficulty."""
    cells = Counter((item.truth, item.difficulty) for item in load_items().values())
    assert len(load_items()) >= 120
    assert len(set(cells.values())) == 1
    assert set(cells) == {(truth, difficulty) for truth in Truth for difficulty in DIFFICULTIES}


def test_every_kind_of_scam_is_among_the_items() -> None:
    """The ten of the handbook, phishing and prizes, and renting out accounts."""
    types = {item.type for item in load_items().values() if item.truth is Truth.SCAM}
    assert {"brushing", "investment", "shopping", "customer_service", "loan_credit", "acquaintance"} <= types
    assert {"authority", "romance", "game", "flight", "phishing", "prize", "account_trading", "other_scam"} <= types


def test_no_item_is_a_training_message() -> None:
    """What the model was trained on would make poor proof of anything."""
    rows = load_corpus(ROOT / "training_data")
    quiz = [item.text[locale] for item in load_items().values() for locale in LOCALES]
    trained = {row.text for row in rows}
    assert not trained & set(quiz)
    row = rows[0]
    made = [type(row)(text, row.type, row.kind, row.channel, row.lang, "quiz") for text in quiz]
    close = [(a.text, b.text) for a, b in near_duplicates([*rows, *made], 0.5) if "quiz" in (a.writer, b.writer)]
    assert not close


def test_a_traditional_item_is_traditional() -> None:
    """No simplified character slipped into the traditional texts."""
    simplified = set("们这说对发请还没转账链骗险给钱问证码认会员报电话国区让")
    for item in load_items().values():
        assert not simplified & set(item.text["zh-Hant"] + item.why["zh-Hant"]), item.id


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('truth = "scam"', 'truth = "maybe"', "q.toml:2: truth is scam or genuine"),
        ("difficulty = 1", "difficulty = 4", "q.toml:2: difficulty is 1, 2 or 3"),
        ('type = "phishing"', 'type = "fishing"', "q.toml:2: type is no id of model/scam_types"),
        ('id = "bank-01"', 'id = "b"', "q.toml:2: id is a word and two digits, such as bank-01"),
        ('en = "c"\n[items.why]', "[items.why]", "q.toml:2: text.en is missing or empty"),
        ("difficulty = 1", "", "q.toml:2: difficulty is missing; add it"),
        ("difficulty = 1", "difficulty = 1\nlevel = 2", "q.toml:2: level is no key of an item; delete it"),
        ("difficulty = 1", "difficulty =", "q.toml: Invalid value (at line 6, column 13); mend the TOML there"),
    ],
)
def test_a_broken_content_file_names_line_and_key(old: str, new: str, said: str) -> None:
    """Whoever edits the items is told where and what."""
    assert len(list(parse_items(GOOD, "q.toml"))) == 1
    with pytest.raises(TextError) as error:
        list(parse_items(GOOD.replace(old, new, 1), "q.toml"))
    assert str(error.value) == said


def test_an_id_given_twice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two items of one id would be one to the statistics."""
    item = next(iter(load_items().values()))
    monkeypatch.setattr(items, "parse_items", lambda content, name: [item])
    with pytest.raises(TextError, match="is given twice"):
        items.load_items.__wrapped__()


@given(TOKENS)
def test_forms_are_alike_and_share_nothing(token: int) -> None:
    """One scam and one genuine message of each difficulty a form; no item twice for one person."""
    drawn = [draw_form(token, phase) for phase in Phase]
    for form in drawn:
        assert Counter((i.truth, i.difficulty) for i in form) == {(t, d): 1 for t in Truth for d in DIFFICULTIES}
    assert len({item.id for form in drawn for item in form}) == LENGTH * len(Phase)


@given(TOKENS)
def test_the_same_token_gives_the_same_form(token: int) -> None:
    """So that nothing has to be kept between two buttons."""
    assert draw_form(token, Phase.LATER) == draw_form(token, Phase.LATER)


def test_tokens_spread_over_items_and_groups() -> None:
    """Every item is met, scams stand in every place, and half of the people are controls."""
    tokens = range(400)
    met = Counter(item.id for token in tokens for phase in MEASURED for item in draw_form(token, phase))
    places = Counter(n for t in tokens for n, i in enumerate(draw_form(t, Phase.BEFORE)) if i.truth is Truth.SCAM)
    assert set(met) == set(load_items())
    assert set(places) == set(range(LENGTH))
    assert min(places.values()) > 150
    assert Counter(map(group_of, tokens)) == {Group.TAUGHT: 200, Group.CONTROL: 200}


@given(TOKENS, st.sampled_from(Phase), ANSWERS)
def test_a_session_fits_a_button_and_comes_back(token: int, phase: Phase, answers: str) -> None:
    """Telegram allows 64 bytes."""
    given_session = QuizSession(token, phase, answers)
    assert read_action(given_session.action) == given_session
    assert len((compose.NEXT + given_session.action).encode()) <= 64


@given(st.text(max_size=80))
def test_foreign_actions_are_nobodys(action: str) -> None:
    """What somebody sends instead of a button's data is answered with nothing, or with a page of the quiz."""
    reply = compose.compose_press(action, "zh-Hans")
    assert reply is None or action.startswith(session.PREFIX)


def said(reply: Reply, locale: str) -> str:
    texts = load_texts(locale)
    return "\n".join(texts.say(block.key, block.params) for block in reply.blocks)


def take(token: int, phase: Phase, answer: str, locale: str) -> tuple[list[str], Reply, compose.QuizOutcome | None]:
    """Press through a form, answering by `answer` (`right`, `scam`, `genuine`); the pages, the result, the outcome."""
    action, pages, outcome = compose.NEXT + QuizSession(token, phase).action, [], None
    while True:
        reply = compose.compose_press(action, locale)
        assert reply is not None
        pages.append(said(reply, locale))
        now = read_action(action.removeprefix(compose.NEXT))
        assert now is not None
        if now.finished and action.startswith(compose.NEXT):
            return pages, reply, outcome
        if action.startswith(compose.NEXT):
            wanted = now.current.truth if answer == "right" else Truth(answer)
            action = reply.buttons[0][list(Truth).index(wanted)].action
            outcome = compose.outcome_of(action, locale) or outcome
        else:
            action = reply.buttons[0][0].action


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("token", [6, 7])
def test_six_right_answers_are_sharp(locale: str, token: int) -> None:
    """From the first question to the result by buttons alone."""
    pages, _, outcome = take(token, Phase.BEFORE, "right", locale)
    texts = load_texts(locale)
    assert len(pages) == 2 * LENGTH + 1
    assert texts.say("quiz.meaning.sharp") in pages[-1]
    assert outcome is not None
    assert (outcome.hits, outcome.false_alarms, outcome.phase) == (3, 0, Phase.BEFORE)
    assert outcome.d_prime == pytest.approx(2.3006, abs=1e-3)
    assert outcome.bias == 0


def test_distrusting_everything_is_no_skill() -> None:
    """All scams found, d′ still 0, and the words say so."""
    pages, _, outcome = take(7, Phase.BEFORE, "scam", "zh-Hans")
    assert outcome is not None
    assert (outcome.hits, outcome.d_prime) == (3, 0)
    assert outcome.bias < 0
    assert "把真消息也当成了骗局" in pages[-1]


def test_trusting_everything_lets_scams_through() -> None:
    """The mirror image."""
    pages, _, outcome = take(7, Phase.BEFORE, "genuine", "zh-Hans")
    assert outcome is not None
    assert (outcome.hits, outcome.d_prime) == (0, 0)
    assert "有骗局溜过去了" in pages[-1]


def lessons(reply: Reply) -> list[str]:
    return [b.action for row in reply.buttons for b in row if b.action.startswith(compose.LESSON)]


def test_the_taught_have_the_lesson_between_and_the_controls_after() -> None:
    """Everybody gets the lesson; only its place is drawn by lot."""
    for token, before, after in ((7, 1, 0), (6, 0, 1)):
        for phase, expected in ((Phase.BEFORE, before), (Phase.AFTER, after)):
            _, result, _ = take(token, phase, "right", "en")
            assert len(lessons(result)) == expected, (token, phase)


def test_the_lesson_leads_the_taught_on_to_the_second_six() -> None:
    """And leaves the controls, who have done both, at the end."""
    taught, control = compose.compose_press("quiz:lesson:7", "en"), compose.compose_press("quiz:lesson:6", "en")
    assert taught is not None
    assert control is not None
    assert taught.buttons[0][0].action == compose.NEXT + QuizSession(7, Phase.AFTER).action
    assert control.buttons == ()


def test_practice_is_not_kept() -> None:
    """It is for fun: its people have seen the lesson any number of times."""
    assert compose.outcome_of(QuizSession(7, Phase.PRACTICE, "sgsgsg").action, "en") is None
    assert compose.outcome_of(QuizSession(7, Phase.BEFORE, "sgsgs").action, "en") is None


def test_the_welcome_promises_no_score_for_distrust() -> None:
    """It begins with the first form and says that nobody is named."""
    reply = compose.compose_welcome(QuizSession(7, Phase.BEFORE))
    assert "真消息也要认得出来" in said(reply, "zh-Hans")
    assert reply.buttons[0][0].action == "quiz:next:quiz:7:b:"
    assert "21" in said(compose.compose_done(21), "zh-Hans")


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        # Hits .7, false alarms .2 of a hundred each: textbook 1.366, a little less by the log-linear correction.
        (Counts(70, 30, 20, 80), 1.350),
        (Counts(50, 50, 50, 50), 0.0),
        (Counts(0, 3, 3, 0), -2.301),
        (Counts(), 0.0),
    ],
)
def test_d_prime_is_that_of_the_textbook(counts: Counts, expected: float) -> None:
    """Macmillan & Creelman, with Hautus' correction."""
    assert statistics.d_prime(counts) == pytest.approx(expected, abs=1e-3)


@given(st.builds(Counts, *[st.integers(0, 500)] * 4))
def test_d_prime_is_finite_and_its_interval_holds_it(counts: Counts) -> None:
    """Also for perfect, hopeless and empty rounds."""
    estimate = statistics.sensitivity([counts])
    assert estimate.low < estimate.value < estimate.high
    assert estimate.value == statistics.d_prime(counts)


def rounds(n: int, hit: float, false_alarm: float, chance: random.Random) -> list[Counts]:
    """n people answering three scams and three genuine messages at given rates."""
    made = []
    for _ in range(n):
        hits = sum(chance.random() < hit for _ in range(3))
        alarms = sum(chance.random() < false_alarm for _ in range(3))
        made.append(Counts(hits, 3 - hits, alarms, 3 - alarms))
    return made


def test_the_lessons_effect_is_found_beside_practice() -> None:
    """Practice helps both groups; the effect is what the taught gain beyond it, and its interval holds the truth."""
    chance = random.Random(4)  # noqa: S311
    n = 3000
    before = [rounds(n, 0.6, 0.4, chance) for _ in range(2)]
    taught, controls = rounds(n, 0.85, 0.2, chance), rounds(n, 0.7, 0.35, chance)
    effect = statistics.lesson_effect(
        list(zip(before[0], taught, strict=True)), list(zip(before[1], controls, strict=True))
    )
    truth = statistics.d_prime(Counts(8500, 1500, 2000, 8000)) - statistics.d_prime(Counts(7000, 3000, 3500, 6500))
    assert effect.low < truth < effect.high
    assert effect.low > 0
    assert statistics.gain(before[1], controls).low > 0


def test_the_interval_holds_the_truth_nineteen_times_of_twenty() -> None:
    """Its name is kept over four hundred made-up surveys of fifty people."""
    chance = random.Random(5)  # noqa: S311
    truth = statistics.d_prime(Counts(7000, 3000, 2000, 8000))
    held = 0
    for _ in range(400):
        estimate = statistics.sensitivity(rounds(50, 0.7, 0.2, chance))
        held += estimate.low < truth < estimate.high
    assert 0.92 <= held / 400 <= 0.98


def test_item_statistics_name_the_misleading_item() -> None:
    """An item that those who know get wrong has a negative discrimination, and stands out."""
    form_of_knower = [("a", True), ("b", True), ("c", True), ("trap", False)]
    form_of_guesser = [("a", False), ("b", False), ("c", False), ("trap", True)]
    found = {s.id: s for s in statistics.item_statistics([form_of_knower] * 5 + [form_of_guesser] * 5)}
    assert found["trap"].discrimination == pytest.approx(-1)
    assert found["a"].discrimination == pytest.approx(1)
    assert (found["a"].answers, found["a"].share_right) == (10, 0.5)


def test_an_item_that_everybody_gets_right_discriminates_nobody() -> None:
    """Its correlation is undefined and said to be so."""
    assert statistics.item_statistics([[("a", True), ("b", False)]] * 3)[0].discrimination is None


def test_each_phase_has_items_of_its_own() -> None:
    """Enough items in every cell for all phases of one person."""
    cells = Counter((i.truth, i.difficulty) for i in load_items().values())
    assert min(cells.values()) >= len(Phase)
    assert forms.LENGTH == 6


def result(phase: Phase, day: date, token: int = 7) -> QuizResult:
    """A finished form of somebody, every answer “scam”."""
    answered = QuizSession(token, phase, "s" * LENGTH)
    outcome = compose.outcome_of(answered.action, "en")
    assert outcome is not None
    return visits.result_of(outcome, "a-hash", day)


def test_visits_lead_from_form_to_form() -> None:
    """Before, after, a wait of three weeks, the last six, then practice that is not kept."""
    day = date(2026, 11, 1)
    taken: list[QuizResult] = []
    for phase in MEASURED:
        assert visits.due_phase(taken) is phase
        taken.append(result(phase, day))
    assert visits.due_phase(taken) is Phase.PRACTICE
    assert visits.days_to_wait(taken[:2], day) == 21
    assert visits.days_to_wait(taken[:2], day + timedelta(days=20)) == 1
    assert visits.days_to_wait(taken[:2], day + timedelta(days=21)) == 0
    assert visits.days_to_wait(taken, day) == 0
    waiting = visits.compose_visit(7, taken[:2], day + timedelta(days=20))
    assert waiting == compose.compose_done(1)


def test_the_taught_return_to_their_lesson_and_the_controls_to_their_form() -> None:
    """Odd tokens have the lesson before the second six."""
    day = date(2026, 11, 1)
    taught, control = (
        visits.compose_visit(7, [result(Phase.BEFORE, day)], day),
        visits.compose_visit(8, [result(Phase.BEFORE, day, 8)], day),
    )
    assert taught == compose.compose_lesson(7)
    assert control == compose.compose_welcome(QuizSession(8, Phase.AFTER))


def test_a_result_is_the_persons_first() -> None:
    """The same person and phase have one id, whatever was answered."""
    first, second = result(Phase.BEFORE, date(2026, 11, 1)), result(Phase.BEFORE, date(2026, 11, 9))
    assert first.id == second.id
    assert first.id != result(Phase.AFTER, date(2026, 11, 1)).id
    assert (first.hits, first.false_alarms, first.group) == (3, 3, "taught")


@given(st.binary(min_size=16, max_size=16))
def test_any_hash_makes_a_token_that_a_button_holds(digest: bytes) -> None:
    """The session of a token can be read back from its button."""
    session_ = QuizSession(visits.token_of(digest.hex()), Phase.BEFORE)
    assert read_action(session_.action) == session_
