"""A strict stand-in for Telegram's Bot API server, for end-to-end tests over real HTTP on the loopback interface.

It is ours, written from the public documentation (core.telegram.org/bots/api, up to about Bot API 10.0). The package
registry has no such server that this version of python-telegram-bot can talk to, and a mocked `Bot` would prove nothing
about escaping, lengths, long polling or shutdown: those go wrong between two processes.

    with TelegramStandIn(token="123456:made-up") as telegram:
        ming = telegram.add_person("小明", language_code="zh-hans")
        ...  # start the bot against telegram.url
        ming.sends("/start")
        [answer] = telegram.wait_for(ming.id)
        ming.presses(answer, "label of a button")

Where it differs from Telegram it refuses more, so what passes here should pass there: a button with two actions, an
empty button text and a second answer to one callback query are errors. None of it has been compared with the live
server: where the documentation is silent (most wordings of errors, trimming, nesting), it is our best knowledge.

One file per concern: `texts`, `entities`, `html_tokens` and `html_markup` know words, `links` and `keyboards` what can
be pressed, `shapes` what objects look like; `world` keeps chats and messages, `updates` the queue that bots poll,
`faults` trouble made to order; `methods`, `sending`, `media` and `commands` are the API, `api` picks the method,
`params` and `server` speak HTTP, `courier` brings updates to a webhook; `elsewhere` is inline and guest mode, `members`
tells ranks; `standin`, `person` and `sent` are for tests.

Not covered; asking for it is an error (or, where marked *, silently has no effect):

- any method that is not in `methods`, `sending`, `media`, `commands`, `elsewhere` or `members`: copying, forwarding,
  media groups, captions edited, polls, payments, sticker sets, business connections, administration of chats;
- parse modes Markdown and MarkdownV2, the HTML tag <tg-time>, and links to people (they stay plain links*);
- entities that Telegram finds by itself in what a bot sends*; in what a person sends only commands, mentions and
  http(s) addresses are found;
- removal of control and invisible characters from texts*; texts are only trimmed, as Telegram does;
- files given by URL, thumbnails*, resizing: only the largest size of a photo can be fetched, any bytes do;
- keyboards other than inline ones; inline messages once they are sent, results other than articles;
  replies across chats; topics*; link previews*; effects*;
- rights in groups, privacy mode* (a test sends what Telegram would), the 48-hour limits on editing and deleting*;
- deliveries to a webhook without `TelegramStandIn.deliver_to`; several at once;
- updates that expire after 24 hours*, Telegram's own flood limits* (see `TelegramStandIn.limit_messages`), the limit on
  upload sizes*, TLS, requests with `Transfer-Encoding: chunked`.
"""

from tests.telegram_standin import shapes
from tests.telegram_standin.person import Person
from tests.telegram_standin.sent import Button, SentMessage
from tests.telegram_standin.standin import TelegramStandIn

__all__ = ["Button", "Person", "SentMessage", "TelegramStandIn", "shapes"]
