"""Scam types: complete, in three locales, wrong files named."""

import pytest

from model.errors import ScamTypeError
from model.scam_types import LOCALES, STAGES, load_scam_types, parse_scam_type
from model.types import Family

OFFICIAL = [
    "brushing",
    "investment",
    "shopping",
    "customer_service",
    "loan_credit",
    "acquaintance",
    "authority",
    "romance",
    "game",
    "flight",
]
OTHERS = ["phishing", "prize", "other_scam"]
ILLEGAL = ["gambling", "adult", "fake_documents", "grey_loan", "account_trading", "drugs_weapons"]
GOOD = """
id = "x"
family = "scam"
sources = ["s"]
[name]
zh-Hans = "a"
zh-Hant = "b"
en = "c"
"""


def test_all_types_are_there() -> None:
    """The ten official types in their order, three more scams, six illegal ones, advert and benign."""
    types = load_scam_types()
    official = sorted((t.official, t.id) for t in types.values() if t.official)
    assert official == list(enumerate(OFFICIAL, 1))
    assert {t.id for t in types.values() if t.family is Family.SCAM} == {*OFFICIAL, *OTHERS}
    assert {t.id for t in types.values() if t.family is Family.ILLEGAL} == set(ILLEGAL)
    assert {t.id for t in types.values()} == {*OFFICIAL, *OTHERS, *ILLEGAL, "advert", "benign"}


@pytest.mark.parametrize("type_id", [*OFFICIAL, *OTHERS, *ILLEGAL])
def test_a_type_says_everything_in_every_locale(type_id: str) -> None:
    """Names, telltales and sources are filled in."""
    scam_type = load_scam_types()[type_id]
    assert all(scam_type.name[locale] for locale in LOCALES)
    assert scam_type.sources
    assert scam_type.telltales
    assert all(t.text[locale] for t in scam_type.telltales for locale in LOCALES)


@pytest.mark.parametrize("type_id", [*OFFICIAL, *OTHERS])
def test_a_scam_has_stages_in_order(type_id: str) -> None:
    """Each scam says by which words its stages show, from lure on."""
    stages = [stage.id for stage in load_scam_types()[type_id].stages]
    assert stages[0] == "lure"
    assert stages == sorted(stages, key=STAGES.index)


def test_the_latest_stage_wins() -> None:
    """A message that mentions the bait and the unfreezing fee has got to the fee."""
    brushing = load_scam_types()["brushing"]
    assert brushing.stage_of("点赞兼职") == "lure"
    assert brushing.stage_of("点赞的佣金被冻结，要交解冻费") == "unfreeze"
    assert brushing.stage_of("今天天气好") is None


def test_the_first_story_that_shows_is_told() -> None:
    """The order of the file decides; a story has a line of its own only for the stages it names."""
    other = load_scam_types()["other_scam"]
    assert other.sub_case_of("儿子在我手上,不给钱就曝光") == "kidnapping"
    assert other.sub_case_of("今天天气好") is None
    mule = next(case for case in other.sub_cases if case.id == "mule")
    assert [mule.next_key(stage) for stage in ("lure", "payment", None)] == ["default", "payment", "default"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (GOOD.replace('id = "x"', ""), "'id'"),
        (GOOD.replace("scam", "nonsense"), "nonsense"),
        (GOOD.replace('en = "c"', ""), "en"),
        (GOOD + '[[stages]]\nid = "later"\npattern = "x"', "later"),
        (GOOD + '[[stages]]\nid = "lure"\npattern = "("', "unterminated"),
        ("id = ", "x.toml"),
    ],
)
def test_a_wrong_file_is_named(text: str, names: str) -> None:
    """The error tells file and key."""
    with pytest.raises(ScamTypeError, match=r"^x\.toml: ") as error:
        parse_scam_type("x.toml", text)
    assert names in str(error.value)
