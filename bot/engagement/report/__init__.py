"""The effect report: what publicity brought about in a time, on one page for a city office.

    Period → load_report → Report → write_report → .html, .csv, .pdf

period.py    a time, and the one before it
protect.py   no number about fewer than five leaves, nor can one be worked out from the others
shares.py    shares with their intervals
figures.py   what a period comes to: counts, interventions, reach, surges; the stores it needs
load.py      from the stores to those figures
skill.py     what the quiz says of learning
rows.py      this period beside the last one
words.py     figures in words
charts.py    figures as coordinates
page.py      the page; templates/ draws it
table.py     the same figures as CSV
pdf.py       the page on A4
write.py     the three files

Nothing here knows who anybody is; `docs/effect-report.md` defines every figure.
"""
