"""A quiz that measures discernment: telling scams from genuine messages, not merely distrusting everything.

items/*.toml   120 messages, half of them genuine, with an explanation each, in three locales
items.py       reads and checks them
forms.py       which six a person sees when, and who is in the control group
session.py     where a person is in the quiz, small enough for a button
statistics.py  d′, bias, intervals, the lesson's effect, how each item does
compose.py     questions, explanations, the lesson and the result, as Replies
"""
