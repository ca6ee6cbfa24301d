"""From an assessment to what is said about it: blocks of text keys, worded by `bot.texts`, drawn by a channel."""
