# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Cutting a text into words."""

from libc.math cimport INFINITY
from libc.stdint cimport int32_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free
from libc.string cimport memcpy

from model.native.tables cimport CODE_POINTS, Words, mix, read, room


cdef class Segmenter:
    """`model.tokenize.Tokenizer`. `words`: with every beginning of a word, which has the odds -inf."""

    def __cinit__(self, words, odds, double unknown, bytes inside):
        cdef Py_ssize_t i
        self.words = Words(words)
        self.odds = <double*>room(len(odds) * sizeof(double))
        for i in range(len(odds)):
            self.odds[i] = odds[i]
        self.unknown = unknown
        self.inside = <uint8_t*>calloc(CODE_POINTS, 1)
        if self.inside == NULL:
            raise MemoryError
        memcpy(self.inside, <const char*>inside, len(inside))

    def __dealloc__(self):
        free(self.odds)
        free(self.inside)

    def cut(self, str text):
        """The words of a text, in order."""
        cdef int32_t length = <int32_t>len(text), count, i
        cdef uint32_t* codes = <uint32_t*>room(length * sizeof(uint32_t))
        cdef int32_t* starts = <int32_t*>room((length + 1) * sizeof(int32_t))
        cdef double* rest = <double*>room((length + 1) * sizeof(double))
        try:
            read(text, codes, length)
            count = self.segment(codes, length, starts, rest)
            return [text[starts[i] : starts[i + 1]] for i in range(count)]
        finally:
            free(codes)
            free(starts)
            free(rest)

    cdef int32_t segment(self, const uint32_t* text, int32_t length, int32_t* starts, double* rest) noexcept nogil:
        """Write where each word starts, and `length` behind them; how many there are. `starts` holds the ends first."""
        cdef int32_t at, end, number, best_end, count = 0
        cdef uint64_t hashed
        cdef double best, odds
        rest[length] = 0.0
        for at in range(length - 1, -1, -1):
            starts[at] = at + 1
            if not self.inside[text[at]]:
                rest[at] = 0.0
                continue
            best, best_end, hashed = -INFINITY, at + 1, 0
            for end in range(at + 1, length + 1):
                hashed = mix(hashed, text[end - 1])
                number = self.words.get(text + at, end - at, hashed)
                if number < 0:
                    break
                odds = self.odds[number] + rest[end]
                if odds >= best and odds != -INFINITY:
                    best, best_end = odds, end
            if best == -INFINITY:
                best = self.unknown + rest[at + 1]
            rest[at], starts[at] = best, best_end
        at = 0
        while at < length:
            end = starts[at]
            if end == at + 1 and _is_plain(text[at]):
                # Single letters and digits in a row make one word.
                while end < length and starts[end] == end + 1 and _is_plain(text[end]):
                    end += 1
            elif end == at + 1 and text[at] == 13 and end < length and text[end] == 10:
                end += 1
            # What is written lies before what is still to be read.
            starts[count] = at
            count += 1
            at = end
        starts[count] = length
        return count


cdef inline bint _is_plain(uint32_t code) noexcept nogil:
    return 48 <= code <= 57 or 65 <= code <= 90 or 97 <= code <= 122
