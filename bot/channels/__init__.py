"""Channels translate: a person's input into submissions, replies into what the channel can show."""
