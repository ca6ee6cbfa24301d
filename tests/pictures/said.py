"""Conversations written for the pictures: (who, words), who is `them`, `own`, `time` or `notice`.

Not rows of any corpus or benchmark. Fixed words, so that two runs compare.
"""

from __future__ import annotations

from dataclasses import dataclass

Turn = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation with the name at its head."""

    title: str
    turns: tuple[Turn, ...]

    def words(self, who: str) -> str:
        """Everything that one side said, a line for each of its messages."""
        return "\n".join(text for speaker, text in self.turns if speaker == who)


TALKS = (
    Talk("快递理赔-小周", (
        ("time", "昨天 21:07"),
        ("them", "您好，我是中通快递理赔专员，您有一个包裹在运输途中丢失，按规定给您三倍赔付。"),
        ("own", "什么包裹？我没买东西啊"),
        ("them", "尾号3816，女装一件。请您先添加企业微信zt8826k办理，今天18点前有效"),
        ("own", "好的"),
        ("them", "办理时需要提供银行卡号和收到的短信验证码，并打开屏幕共享，我一步一步教您操作。"),
    )),
    Talk("陈雅婷", (
        ("time", "星期三 08:15"),
        ("them", "早安亲爱的，昨晚睡得好吗"),
        ("own", "挺好的，你呢"),
        ("them", "我舅舅是交易所的分析师，他今天又给了内幕消息，我跟着买了两万，半天赚了四千六。"),
        ("own", "真的假的，这么厉害"),
        ("them", "你也来试试，先投五百块，平台是 https://www.hx-quant88.top/reg?c=6621 ，赚了随时能提现"),
        ("own", "我先想想"),
        ("them", "机会只有这周，错过就没有了。别告诉你家里人，他们不懂投资"),
    )),
    Talk("95588", (
        ("time", "2026年3月5日 下午2:16"),
        ("them", "【工商银行】您的账户积分12,860分将于今日清零，请及时登录 icbc-jf.vip/q 兑换现金688元。退订回T"),
        ("them", "【工商银行】您尾号0917的储蓄卡3月5日15:20支出(ATM取款)2,000.00元，余额8,316.45元。"),
    )),
    Talk("妈妈", (
        ("time", "18:22"),
        ("them", "晚上回来吃饭吗？我炖了排骨汤"),
        ("own", "回，大概七点半到"),
        ("them", "好，路上慢点，给你留门"),
        ("own", "嗯嗯，要带什么吗"),
        ("them", "带一瓶生抽，一把小葱就行"),
    )),
    Talk("兼职群管理", (
        ("time", "10:03"),
        ("notice", "你邀请的好友已加入群聊"),
        ("them", "新人看这里：关注3个公众号，截图发我，每单6元，当场结算"),
        ("own", "已关注，截图发你了"),
        ("them", "18元已转，请查收。接下来做联单任务，垫付299元，返389元，做满三单一起提现"),
        ("own", "第三单为什么提不出来"),
        ("them", "您操作超时卡单了，需要再垫付3980元修复数据，修复后本金和佣金一次性到账，不做就全部冻结。"),
    )),
    Talk("王警官", (
        ("time", "昨天 14:31"),
        ("them", "我是市公安局刑侦支队民警王建国，警号041275。你名下的一张手机卡涉嫌群发诈骗短信，已经立案。"),
        ("own", "不是我办的，我身份证没丢过"),
        ("them", "案件保密，不许告诉任何人，包括家人。现在下载安全防护App，配合资金清查，把钱转到国家安全账户。"),
        ("own", "要查多久"),
        ("them", "两个小时。期间不能挂断，不能接听96110的电话，否则就按通缉处理"),
    )),
    Talk("Amy Lin", (
        ("time", "Today 9:41"),
        ("them", "Hi, this is Amy from the HR team. We reviewed your resume and have a job for you."),
        ("own", "Which company are you from?"),
        ("them", "You rate hotels online, 300 to 800 USD a day. Please add our manager @amy_hr09 to start."),
    )),
    Talk("李总", (
        ("time", "上午 9:26"),
        ("them", "小刘，在公司吗"),
        ("own", "李总，我在的，请问什么事"),
        ("them", "我这边在开会不方便接电话，你先帮我垫付一笔合同保证金86,500元，下午财务报销给你"),
        ("them", "户名：杭州启泽商贸有限公司 账号：6217 0032 8845 1109 开户行：建设银行城东支行"),
        ("own", "好的李总，需要走流程吗"),
        ("them", "对方催得急，先转，截图发我，这事暂时不要声张"),
    )),
)  # fmt: skip
