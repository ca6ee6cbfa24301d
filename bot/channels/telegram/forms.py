"""The report card, question by question. Answers live in the open conversation only, for half an hour at most."""

from __future__ import annotations

from bot.channels.telegram.memory import Memory
from bot.replies.reply import Reply
from bot.service import CardWords

SECONDS = 1800
OPEN_AT_ONCE = 1000


class Forms:
    """The forms that are being filled in, by chat."""

    def __init__(self, words: CardWords | None) -> None:
        self._words = words
        self._open: Memory[int, object] = Memory(OPEN_AT_ONCE, SECONDS)

    def is_open(self, chat: int) -> bool:
        return self._open.get(chat) is not None

    def press(self, chat: int, action: str) -> Reply | None:
        """The answer to a button of the card; None if the button is another's."""
        words = self._words
        if words is None or action not in (words.START, words.SKIP, words.CANCEL):
            return None
        if action == words.START:
            return self._ask(words, chat, words.CardForm())
        form = self._open.get(chat)
        if action == words.CANCEL or form is None:
            return self.drop(chat)
        return self._ask(words, chat, words.answered(form, words.SKIP))

    def answer(self, chat: int, text: str) -> Reply | None:
        """The next question, or the card; None if no form is open."""
        form = self._open.get(chat)
        if self._words is None or form is None:
            return None
        return self._ask(self._words, chat, self._words.answered(form, text))

    def drop(self, chat: int) -> Reply | None:
        """Forget what was answered; None if there are no cards at all."""
        self._open.pop(chat)
        return self._words.compose_dropped() if self._words else None

    def _ask(self, words: CardWords, chat: int, form: object) -> Reply:
        question = words.next_question(form)
        if question is None:
            self._open.pop(chat)
            return words.compose_card(form)
        self._open.put(chat, form)
        return question
