"""Spellings for the attacks: tables of their own, so that the folds do not mark their own homework."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import resources

INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u202c"
MARKS = " .·-_*|/~、"
EMOJI = "🔥✨💰🎉👉✅❗🌹😊🎁"

# 18 of the words that lures need most, each with spellings that people still read.
SPELLINGS: Mapping[str, Sequence[str]] = {
    "微信": ("薇信", "V信", "威❤", "微❤", "wei信", "vx", "薇芯", "徽信", "微芯", "WX"),
    "转账": ("转帐", "轉賬", "zhuan账", "转zhang", "转胀"),
    "刷单": ("唰单", "刷dan", "shua单", "涮单", "刷単"),
    "贷款": ("贷歀", "代歀", "貸款", "dai款", "贷kuan", "货歀"),
    "群": ("裙", "羣", "qun"),
    "银行": ("银hang", "钅艮彳亍", "銀行", "yin行"),
    "验证码": ("验证ma", "yan证码", "驗證碼", "验正码", "验証码"),
    "密码": ("mi码", "密ma", "密馬", "蜜码"),
    "佣金": ("yong金", "佣jin", "俑金"),
    "返利": ("fan利", "返li", "反利"),
    "加": ("➕", "+", "jia", "力口"),
    "下载": ("下zai", "xia载", "下栽"),
    "客服": ("客fu", "ke服", "喀服"),
    "账户": ("帐户", "账hu", "賬戶", "zhang户"),
    "链接": ("链jie", "lian接", "連結", "链結"),
    "钱": ("💰", "qian", "銭", "钅戋"),
    "投资": ("tou资", "投zi", "投姿"),
    "退款": ("tui款", "退kuan", "退歀"),
}

# Characters with one that looks much like them; sound does not matter.
LOOK_ALIKES: Mapping[str, str] = {
    "微": "徽", "信": "伩", "账": "胀帐", "转": "砖传", "款": "歀", "贷": "货", "银": "艮垠", "行": "彳衍",
    "验": "騐检",
    "码": "玛", "密": "蜜", "佣": "拥", "利": "刹", "客": "容", "服": "报", "链": "琏", "接": "妾", "投": "役",
    "资": "姿",
    "退": "褪", "费": "废", "领": "颔", "取": "耴", "奖": "浆", "金": "全", "卡": "咔", "号": "呺", "单": "単",
    "刷": "涮",
    "兼": "谦", "职": "帜", "赚": "嫌", "钱": "线", "请": "清", "您": "恁", "点": "奌", "击": "㐄", "下": "丅",
    "载": "栽",
    "安": "桉", "全": "仝", "冻": "栋", "结": "洁", "保": "煲", "证": "怔", "提": "堤", "现": "珼", "充": "允",
    "值": "植",
    "股": "殷", "票": "漂", "险": "脸", "官": "宫", "法": "珐", "院": "浣", "警": "擎", "案": "桉", "电": "甴",
    "话": "活",
}  # fmt: skip

# Things that emoji keyboards offer in place of a word.
PICTURES: Mapping[str, Sequence[str]] = {
    "飞机": ("✈", "✈️"), "手机": ("📱",), "电话": ("📞", "☎️"), "红包": ("🧧",), "银行": ("🏦",), "快递": ("📦",),
    "礼物": ("🎁",),
    "QQ": ("🐧",), "qq": ("🐧",), "钱": ("💰", "💵"), "加": ("➕",), "心": ("❤️", "💗"), "信": ("❤", "✉️"), "群": ("👗",),
    "卡": ("💳",), "家": ("🏠",), "车": ("🚗",), "手": ("✋",), "看": ("👀",), "包": ("📦", "👜"), "机": ("🐔",),
    "码": ("🐴",),
    "返": ("🍚",), "单": ("🥚",), "奖": ("🏆",), "上": ("⬆️",), "下": ("⬇️",), "有": ("🈶",), "无": ("🈚",),
    "免费": ("🆓",),
    "得": ("🉐",), "可": ("🉑",), "满": ("🈵",), "中": ("🀄",), "日": ("☀️",), "水": ("💧",), "学": ("📚",),
    "医": ("🏥",),
}  # fmt: skip

# Characters and the parts that they are written in.
PARTS: Mapping[str, str] = {
    "银": "钅艮", "行": "彳亍", "信": "亻言", "加": "力口", "转": "车专", "账": "贝长", "投": "扌殳", "任": "亻壬",
    "佣": "亻用",
    "码": "石马", "验": "马佥", "钱": "钅戋", "话": "讠舌", "请": "讠青", "链": "钅连", "领": "令页", "积": "禾只",
    "利": "禾刂",
    "好": "女子", "他": "亻也", "你": "亻尔", "们": "亻门", "红": "纟工", "给": "纟合", "时": "日寸", "期": "其月",
    "现": "王见",
    "楼": "木娄", "机": "木几", "股": "月殳", "证": "讠正", "认": "讠人", "付": "亻寸", "提": "扌是", "保": "亻呆",
    "代": "亻弋",
    "汇": "氵匚", "打": "扌丁", "法": "氵去", "记": "讠己", "结": "纟吉", "冻": "冫东", "推": "扌隹", "赚": "贝兼",
    "补": "衤卜",
    "班": "王刂王", "妈": "女马", "饭": "饣反", "明": "日月", "和": "禾口", "到": "至刂", "清": "氵青", "校": "木交",
}  # fmt: skip

# Latin letters and foreign ones of the same shape.
FOREIGN: Mapping[str, str] = {
    "a": "аα", "c": "сϲ", "e": "е", "i": "іι", "j": "ј", "k": "κк", "o": "оο", "p": "рρ", "s": "ѕ", "v": "ѵν",
    "x": "хχ",
    "y": "у", "A": "АΑ", "B": "ВΒ", "C": "С", "E": "ЕΕ", "H": "НΗ", "I": "ІΙ", "K": "КΚ", "M": "МΜ", "N": "Ν",
    "O": "ОΟ",
    "P": "РΡ", "S": "Ѕ", "T": "ТΤ", "X": "ХΧ", "Y": "ҮΥ",
}  # fmt: skip

DIGITS: Mapping[str, Mapping[str, str]] = {
    "circled": dict(zip("0123456789", "⓪①②③④⑤⑥⑦⑧⑨", strict=True)),
    "negative": dict(zip("0123456789", "⓿❶❷❸❹❺❻❼❽❾", strict=True)),
    "keycap": {digit: f"{digit}\ufe0f\u20e3" for digit in "0123456789"},
    "Chinese": dict(zip("0123456789", "零一二三四五六七八九", strict=True)),
    "formal": dict(zip("0123456789", "零壹贰叁肆伍陆柒捌玖", strict=True)),
}

# How a message looks when it was passed on; {} is the message.
FORWARDED = (
    "转发：{}",
    "【转发】\n{}",
    "[转发自 王姐]\n{}",
    "---------- 转发的消息 ----------\n{}",
    "“{}”",
    "「{}」",
    "> {}",
    "张伟 14:05\n{}",
    "Forwarded message:\n{}",
    "Fw: {}",
    "我朋友发来的：{}",
    "刚收到这个：\n\n{}",
)


def load_chat() -> tuple[str, ...]:
    """Lines of ordinary chat, written for the attacks and in no training row (tested)."""
    return tuple(resources.files(__package__).joinpath("chat.txt").read_text("utf-8").splitlines())
