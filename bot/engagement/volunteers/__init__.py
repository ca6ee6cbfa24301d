"""The volunteer kit: what somebody passes on, and what came of it.

codes.py     signed codes for personal links; forged or altered ones are refused
designs.py   who a poster speaks to: colours and emblem
fonts.py     the Chinese font: found, measured, cut down to what a PDF needs
canvas.py    one set of drawing strokes on two kinds of paper: PNG and PDF
emblems.py   the four emblems, made of those strokes
posters.py   the poster, A4
cards.py     a short story as a card for the phone
effect.py    what a link brought about, and the ranking by it
compose.py   all of it in words
kit.py       the door: `VolunteerKit`
"""
