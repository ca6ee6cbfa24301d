# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Which folds a text may need."""

from cpython.unicode cimport PyUnicode_4BYTE_KIND, PyUnicode_FromKindAndData
from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t
from libc.stdlib cimport calloc, free

from model.native.tables cimport CHARACTER_BITS, CODE_POINTS, Numbers, read, room
from model.native.tables import gram_key

cdef enum:
    # What is known of a character.
    UNMET, PLAIN, REPLACED, STRANGE

cdef enum:
    # The folds after those of letters, in order.
    SCRIPT, GAPS, SPLIT, ADDRESSES, PICTURES, HOMOPHONES, PINYIN, DIGITS, NONE

cpdef enum Kind:
    # What a character may be part of; Python tells which are (`model.normalize.triage`).
    HAN = 1
    GAP = 2
    MARK = 4
    PICTURE = 8
    CHINESE_DIGIT = 16
    LETTER = 32
    DIGIT = 64
    TRADITIONAL = 128


cdef class Triage:
    """Which folds of `model.normalize` a text may need: most texts need none but that of letters, done here.

    It may call for a fold in vain, but leaves none out that would change the text (tested).
    """

    cdef uint8_t* states
    cdef uint8_t* kinds
    cdef uint16_t* sounds
    cdef uint16_t* folds
    cdef uint32_t* targets
    cdef Numbers own_pairs, splits, by_sound
    cdef int32_t* candidates
    cdef uint16_t* said
    cdef uint32_t* written
    cdef int32_t* firsts

    def __cinit__(self, kinds, sounds, own_pairs, splits, by_sound):
        """`kinds`: (bit, code points) …; `sounds`: character → code; `by_sound`: two codes → (word, codes), in order of
        trial."""
        cdef int32_t i = 0, words = 0, length = 0
        for candidates in by_sound.values():
            words += len(candidates)
            length += sum(len(word) for word, _ in candidates)
        self.states = <uint8_t*>calloc(CODE_POINTS, 1)
        self.kinds = <uint8_t*>calloc(CODE_POINTS, 1)
        self.sounds = <uint16_t*>calloc(CODE_POINTS, 2)
        self.folds = <uint16_t*>calloc(CODE_POINTS, 2)
        self.targets = <uint32_t*>calloc(CODE_POINTS, 4)
        self.candidates = <int32_t*>room((len(by_sound) + 1) * sizeof(int32_t))
        self.firsts = <int32_t*>room((words + 1) * sizeof(int32_t))
        self.said = <uint16_t*>room(length * sizeof(uint16_t))
        self.written = <uint32_t*>room(length * sizeof(uint32_t))
        if not (self.states and self.kinds and self.sounds and self.folds and self.targets):
            raise MemoryError
        for bit, points in kinds:
            for point in points:
                self.kinds[<uint32_t>point] |= <uint8_t>bit
        for char, code in sounds.items():
            self.sounds[<uint32_t>ord(char)] = <uint16_t>ord(code)
        self.own_pairs, self.splits = pair_set(own_pairs), pair_set(splits)
        self.by_sound = Numbers(len(by_sound))
        words, length = 0, 0
        self.firsts[0] = 0
        for i, (pair, candidates) in enumerate(by_sound.items()):
            self.by_sound.put(gram_key(pair), i)
            self.candidates[i] = words
            for word, codes in candidates:
                for char, code in zip(word, codes, strict=True):
                    self.written[length], self.said[length] = ord(char), ord(code)
                    length += 1
                words += 1
                self.firsts[words] = length
        self.candidates[len(by_sound)] = words

    def __dealloc__(self):
        free(self.states)
        free(self.kinds)
        free(self.sounds)
        free(self.folds)
        free(self.targets)
        free(self.candidates)
        free(self.firsts)
        free(self.said)
        free(self.written)

    def learn(self, str char, str target, int folds, bint traditional):
        """Take note of a character that becomes `target` (itself, if plain) by the folds of letters in bits of `folds`."""
        cdef uint32_t code = ord(char)
        self.targets[code], self.folds[code] = ord(target), <uint16_t>folds
        if traditional:
            self.kinds[code] |= TRADITIONAL
            self.kinds[<uint32_t>ord(target)] |= TRADITIONAL
        self.states[code] = REPLACED if folds else PLAIN

    def look(self, str text):
        """(folded letters, bits of the folds that did it, number of the first further fold that may be needed).

        None where the text has a character of which nothing is known, or which needs a longer look.
        """
        cdef int32_t length = <int32_t>len(text), i, folds = 0
        cdef uint32_t* codes = <uint32_t*>room((length + 1) * sizeof(uint32_t))
        cdef uint8_t state
        try:
            read(text, codes, length)
            for i in range(length):
                state = self.states[codes[i]]
                if state == PLAIN:
                    continue
                if state != REPLACED:
                    return None
                folds |= self.folds[codes[i]]
                codes[i] = self.targets[codes[i]]
            codes[length] = 0
            if folds:
                text = PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, codes, length)
            return text, folds, self.first_needed(codes, length, 0)
        finally:
            free(codes)

    def needed(self, str text, int32_t start):
        """Number of the first fold from `start` on that a text with folded letters may need."""
        cdef int32_t length = <int32_t>len(text)
        cdef uint32_t* codes = <uint32_t*>room((length + 1) * sizeof(uint32_t))
        try:
            read(text, codes, length)
            codes[length] = 0
            return self.first_needed(codes, length, start)
        finally:
            free(codes)

    def heard(self, str text):
        """Places where a word of the vocabulary is heard but another one is written."""
        cdef int32_t length = <int32_t>len(text), i
        cdef uint32_t* codes = <uint32_t*>room(length * sizeof(uint32_t))
        try:
            read(text, codes, length)
            return [
                i
                for i in range(length - 1)
                if self.sounds[codes[i]] and self.sounds[codes[i + 1]] and self.sounds_else(codes, length, i)
            ]
        finally:
            free(codes)

    cdef int32_t first_needed(self, const uint32_t* codes, int32_t length, int32_t start) noexcept nogil:
        cdef int32_t i
        cdef uint32_t needs = 0
        cdef uint8_t kind, before = 0, after
        cdef int64_t pair
        for i in range(length):
            kind, after = self.kinds[codes[i]], self.kinds[codes[i + 1]]
            if kind & TRADITIONAL:
                needs |= 1 << SCRIPT
            if kind & PICTURE:
                needs |= 1 << PICTURES
            if kind & HAN:
                if before & GAP and after & GAP:
                    needs |= 1 << GAPS
                if after & MARK and self.is_pulled_apart(codes, length, i):
                    needs |= 1 << GAPS
                if (before | after) & LETTER:
                    needs |= 1 << PINYIN
            if kind & LETTER and codes[i + 1] >= 0x2190:
                needs |= 1 << PINYIN
            if kind & (LETTER | DIGIT) and self.may_be_address(codes, length, i):
                needs |= 1 << ADDRESSES
            if i + 1 < length:
                if kind & HAN and after & HAN:
                    pair = (<int64_t>codes[i] << CHARACTER_BITS) | codes[i + 1]
                    if self.splits.get(pair) >= 0:
                        needs |= 1 << SPLIT
                if self.sounds[codes[i]] and self.sounds[codes[i + 1]] and self.sounds_else(codes, length, i):
                    needs |= 1 << HOMOPHONES
                if kind & CHINESE_DIGIT and after & (CHINESE_DIGIT | DIGIT):
                    needs |= 1 << DIGITS
                if kind & DIGIT and (after & CHINESE_DIGIT or codes[i + 1] == 111 or codes[i + 1] == 108):
                    needs |= 1 << DIGITS
            before = kind
        for i in range(start, NONE):
            if needs >> i & 1:
                return i
        return NONE

    cdef inline bint is_pulled_apart(self, const uint32_t* codes, int32_t length, int32_t at) noexcept nogil:
        """Whether marks stand between the halves of a word that lures need."""
        cdef int32_t end = at + 1
        while end < length and self.kinds[codes[end]] & MARK:
            end += 1
        return end < length and self.own_pairs.get((<int64_t>codes[at] << CHARACTER_BITS) | codes[end]) >= 0

    cdef inline bint may_be_address(self, const uint32_t* codes, int32_t length, int32_t at) noexcept nogil:
        """Whether what follows a letter or digit may stand for a dot, with a letter behind it."""
        cdef int32_t i = at + 1
        cdef bint spaced = False
        if i < length and _is_space(codes[i]):
            spaced = True
            i += 1
        if i >= length:
            return False
        if codes[i] == 46:  # .
            if not spaced and not (i + 1 < length and _is_space(codes[i + 1])):
                return False
        elif codes[i] == 100:  # d
            if not (i + 2 < length and codes[i + 1] == 111 and codes[i + 2] == 116):
                return False
            i += 2
        elif not _stands_for_dot(codes[i]):
            return False
        for i in range(i + 1, min(i + 8, length)):
            if self.kinds[codes[i]] & LETTER:
                return True
        return False

    cdef inline bint sounds_else(self, const uint32_t* codes, int32_t length, int32_t at) noexcept nogil:
        """Whether a word of the vocabulary is heard here but another one is written."""
        cdef int32_t word, first, i, size
        cdef int32_t found = self.by_sound.get(
            (<int64_t>self.sounds[codes[at]] << CHARACTER_BITS) | self.sounds[codes[at + 1]]
        )
        cdef bint heard, seen
        if found < 0:
            return False
        for word in range(self.candidates[found], self.candidates[found + 1]):
            first, size = self.firsts[word], self.firsts[word + 1] - self.firsts[word]
            if at + size > length:
                continue
            heard = seen = True
            for i in range(size):
                heard = heard and self.said[first + i] == self.sounds[codes[at + i]]
                seen = seen and self.written[first + i] == codes[at + i]
            if heard:
                return not seen
        return False


cdef inline bint _is_space(uint32_t code) noexcept nogil:
    return code == 32 or 9 <= code <= 13 or 28 <= code <= 31 or code == 0x85 or code == 0xA0


cdef inline bint _stands_for_dot(uint32_t code) noexcept nogil:
    # [ ( { 【 点 。 · •
    return (
        code == 91 or code == 40 or code == 123 or code == 0x3010 or code == 0x70B9 or code == 0x3002 or code == 0xB7
        or code == 0x2022
    )


cdef Numbers pair_set(pairs):
    cdef Numbers table = Numbers(len(pairs))
    for pair in pairs:
        table.put(gram_key(pair), 1)
    return table
