"""A picture → the words and QR codes in it, as parts of a submission. The steps in a row, in this very process.

    open (limits) → lines (OCR, in slices) → bubbles → the sender's words
                  → codes

`bot.intake.reader` does the same in a process of its own, for whoever serves many people.
"""

from __future__ import annotations

from pathlib import Path

from bot.errors import IntakeError
from bot.intake.codes import read_codes
from bot.intake.layout import find_bubbles, sender_words
from bot.intake.ocr import read_sheet
from bot.intake.opening import check_size, open_picture
from model import Part, Provenance

THREADS = 2


def read_picture_file(file: Path, threads: int = THREADS) -> tuple[Part, ...]:
    """Everything legible in a picture file. Raises IntakeError if it is missing, too large or no picture."""
    try:
        check_size(file.stat().st_size, str(file))
        data = file.read_bytes()
    except OSError as error:
        raise IntakeError(f"cannot read {file} ({error.strerror}); check the path") from error
    return read_picture(data, threads)


def read_picture(data: bytes, threads: int = THREADS) -> tuple[Part, ...]:
    """The sender's words as one part, each QR code as another; nothing for a blank picture. Raises IntakeError."""
    picture = open_picture(data)
    codes = tuple(Part(code, Provenance.QR) for code in read_codes(picture))
    words = sender_words(find_bubbles(read_sheet(picture, threads)))
    return ((Part(words, Provenance.PICTURE),) if words else ()) + codes
