"""Broadcasts over Telegram: one post with its outcome, and the reach of all of them for the operator at the end.

Posts have a connection of their own: when Telegram asks a broadcast to wait, answers to people do not wait with it.
"""

from __future__ import annotations

from collections.abc import Mapping

import httpx
import structlog
from telegram import Bot
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.channels.telegram import conversation
from bot.channels.telegram.desk import Desk
from bot.channels.telegram.render import render_keyboard, render_reply
from bot.channels.telegram.surges import OperatorRoom
from bot.engagement.broadcast import Attempt, Outcome, Sender
from bot.engagement.kept import Broadcast
from bot.replies.reply import Reply
from bot.texts import load_texts

log = structlog.get_logger("shizha.telegram")

# What Telegram says of a chat that is not there any more; it does not come back.
GONE = ("chat not found", "user is deactivated", "user not found", "peer_id_invalid")
# How the library's causes tell that nothing had left yet.
UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class TelegramPost:
    """Satisfies `bot.engagement.broadcast.Messenger`."""

    def __init__(self, bot: Bot) -> None:
        self._bot = Bot(bot.token, base_url=bot.base_url.removesuffix(bot.token))

    async def ready(self) -> bool:
        """Whether Telegram answers: asked after trouble, since a message should not be what finds out."""
        try:
            await self._bot.initialize()
            await self._bot.get_me()
        except TelegramError as error:
            log.info("broadcasts wait for Telegram", error=type(error).__name__)
            return False
        return True

    async def post(self, chat: str, reply: Reply, locale: str) -> Attempt:
        """One broadcast to one chat. After the first page a failure leaves a doubt: half of it is there."""
        texts = load_texts(locale)
        pages, keyboard = render_reply(reply, texts), render_keyboard(reply, texts)
        for number, page in enumerate(pages, 1):
            markup = keyboard if number == len(pages) else None
            try:
                await self._bot.send_message(int(chat), page, parse_mode=ParseMode.HTML, reply_markup=markup)
            except TelegramError as error:
                return outcome_of(error) if number == 1 else Attempt(Outcome.DOUBT)
        return Attempt(Outcome.SENT)

    async def close(self) -> None:
        await self._bot.shutdown()


def outcome_of(error: TelegramError) -> Attempt:
    """What a failure says about the message: gone for good, not left yet, or nobody knows.

    >>> outcome_of(Forbidden("bot was blocked by the user")).outcome, outcome_of(NetworkError("Bad Gateway")).outcome
    (<Outcome.BLOCKED: 'blocked'>, <Outcome.DOUBT: 'doubt'>)
    """
    if isinstance(error, RetryAfter):
        return Attempt(Outcome.PENDING, max(1.0, _seconds(error)))
    if isinstance(error, Forbidden) or (isinstance(error, BadRequest) and _is_gone(error)):
        return Attempt(Outcome.BLOCKED)
    if isinstance(error, InvalidToken) or isinstance(error.__cause__, UNSENT):
        return Attempt(Outcome.PENDING)
    if isinstance(error, BadRequest | ChatMigrated):
        return Attempt(Outcome.FAILED)
    # A broken connection or an answer of 5xx: it may have arrived.
    return Attempt(Outcome.DOUBT if isinstance(error, NetworkError) else Outcome.FAILED)


def _seconds(error: RetryAfter) -> float:
    """The library gives whole seconds or a timedelta, by a switch in the environment."""
    wait = error.retry_after
    return float(wait) if isinstance(wait, int | float) else wait.total_seconds()


def _is_gone(error: BadRequest) -> bool:
    return any(words in str(error).lower() for words in GONE)


class BroadcastRoom:
    """Runs the sender beside the answers, and tells the operator how far each broadcast came."""

    def __init__(self, desk: Desk, sender: Sender, operator: OperatorRoom) -> None:
        self.desk = desk
        self._sender = sender
        self._operator = operator
        sender.over = self.on_over

    async def send(self) -> None:
        """Until cancelled."""
        post = TelegramPost(self.desk.bot)
        try:
            await post.ready()
            await self._sender.run(post)
        finally:
            await post.close()

    async def on_over(self, broadcast: Broadcast, reach: Mapping[str, int]) -> None:
        """How far a broadcast came."""
        numbers = {state: str(reach.get(state, 0)) for state in Outcome}
        await self._operator.say(conversation.page("content.reach", {"id": broadcast.id} | numbers))
