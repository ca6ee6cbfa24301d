"""Telegram: a file per kind of conversation; `convert` reads messages, `render` draws replies, `runner` keeps it up."""
