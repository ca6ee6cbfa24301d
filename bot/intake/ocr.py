"""An opened picture → the lines in it, by rapidocr (its models lie inside the wheel), and the colours they stand on."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from bot.errors import IntakeError
from bot.intake.layout import Colour, Line, Sheet
from bot.intake.slices import SLICE, Slice, cut, join_slices

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from PIL.Image import Image

    Recognise = Callable[[np.ndarray], Any]

# Pixels. A phone's screenshot keeps its size; more costs memory and reads no better.
NARROW, LONG = 1080, 2000
# Where text is looked for, the longer side has this many pixels; lines are then read from the full size.
FIND_SIDE = 1280
# Below this OCR guesses: specks, icons, half letters.
MIN_CONFIDENCE = 0.6


def read_sheet(picture: Image, threads: int) -> Sheet:
    """Every legible line with its box. Raises IntakeError for a picture that is too tall."""
    import numpy as np

    picture = shrink(picture)
    pixels = np.asarray(picture)
    found = ((part, _read_slice(pixels, part, threads)) for part in cut(picture.height))
    return Sheet(picture.width, picture.height, tuple(join_slices(found)), _page_colour(pixels))


def shrink(picture: Image) -> Image:
    """Tall pictures at most NARROW wide (they are cut into slices later), others at most LONG on their longer side."""
    limit = NARROW / picture.width if picture.height > picture.width else LONG / picture.width
    if limit >= 1:
        return picture
    return picture.resize((max(round(picture.width * limit), 1), max(round(picture.height * limit), 1)), reducing_gap=2)


def _read_slice(pixels: np.ndarray, part: Slice, threads: int) -> list[Line]:
    rows = pixels[part.top : part.bottom]
    found = load_ocr(threads)(rows[:, :, ::-1])
    if not found.txts:
        return []
    sure = (
        (b, t, float(s)) for b, t, s in zip(found.boxes, found.txts, found.scores, strict=True) if s >= MIN_CONFIDENCE
    )
    return [_line(rows, box, text, score) for box, text, score in sure]


def _line(rows: np.ndarray, box: np.ndarray, text: str, score: float) -> Line:
    (x0, y0), (x1, y1) = box.min(axis=0), box.max(axis=0)
    ground = _ground(rows[max(int(y0), 0) : int(y1) + 1, max(int(x0), 0) : int(x1) + 1])
    return Line(float(x0), float(y0), float(x1), float(y1), text, float(score), ground)


def _ground(cut_out: np.ndarray) -> Colour:
    """The colour around the words: the median along the edge of their box."""
    import numpy as np

    edge = np.concatenate([cut_out[:2].reshape(-1, 3), cut_out[-2:].reshape(-1, 3), cut_out[:, 0], cut_out[:, -1]])
    return _median(edge)


def _page_colour(pixels: np.ndarray) -> Colour:
    """The colour of the left and right edge, without the bars at top and bottom."""
    import numpy as np

    height, width, _ = pixels.shape
    rows = pixels[height * 15 // 100 : height * 85 // 100 + 1]
    strip = max(width // 100, 1)
    return _median(np.concatenate([rows[:, :strip].reshape(-1, 3), rows[:, -strip:].reshape(-1, 3)]))


def _median(pixels: np.ndarray) -> Colour:
    import numpy as np

    red, green, blue = np.median(pixels, axis=0)
    return int(red), int(green), int(blue)


@cache
def load_ocr(threads: int) -> Recognise:
    """The recogniser, ready. Raises IntakeError where the extra is not installed."""
    try:
        from rapidocr import RapidOCR
    except ModuleNotFoundError as error:
        raise IntakeError(
            f"{error.name} is missing; install it with `pip install shizha[pictures]`", "picture.off"
        ) from error
    ocr: Recognise = RapidOCR(
        params={
            "Global.log_level": "critical",
            # Turned lines are rare in screenshots, and the classifier turns good ones.
            "Global.use_cls": False,
            "Global.max_side_len": max(LONG, SLICE),
            "Det.limit_type": "max",
            "Det.limit_side_len": FIND_SIDE,
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
    return ocr


def warm_up(threads: int) -> None:
    """Load models and libraries, so that the first picture takes no longer than the second. Raises IntakeError."""
    import numpy as np

    load_ocr(threads)(np.full((64, 256, 3), 255, np.uint8))
