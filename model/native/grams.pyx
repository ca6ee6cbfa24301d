# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Which patterns a text could match, and where."""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t
from libc.stdlib cimport calloc, free
from libc.string cimport memcpy, memset

from model.native.tables cimport CHARACTER_BITS, CODE_POINTS, Numbers, read, room
from model.native.tables import gram_key


cdef class Grams:
    """`model.indicators.matching`: which patterns a text could match at all."""

    cdef Numbers table
    cdef int32_t* sets
    cdef int32_t* borders
    cdef int32_t* ways
    cdef uint8_t* always
    cdef uint8_t* reaching
    cdef uint8_t* is_single
    cdef uint8_t* is_stop
    cdef int32_t set_count, way_count, patterns

    def __cinit__(self, by_gram, int32_t sets, ways, always, reaching, int32_t patterns, str stops):
        """`by_gram`: one or two characters → numbers of the sets they are in; `ways`: (pattern, first set, set behind the
        last); `always`, `reaching`: patterns that match anything, and that reach over `stops`."""
        cdef int32_t i = 0, total = 0
        self.set_count, self.way_count, self.patterns = sets, <int32_t>len(ways), patterns
        self.table = Numbers(len(by_gram))
        self.sets = <int32_t*>room(sum(map(len, by_gram.values())) * sizeof(int32_t))
        self.borders = <int32_t*>room((len(by_gram) + 1) * sizeof(int32_t))
        self.ways = <int32_t*>room(3 * len(ways) * sizeof(int32_t))
        self.always = <uint8_t*>calloc(patterns + 1, 1)
        self.reaching = <uint8_t*>calloc(patterns + 1, 1)
        self.is_single = <uint8_t*>calloc(CODE_POINTS, 1)
        self.is_stop = <uint8_t*>calloc(CODE_POINTS, 1)
        if not (self.is_single and self.is_stop and self.always and self.reaching):
            raise MemoryError
        for char in stops:
            self.is_stop[<uint32_t>ord(char)] = 1
        self.borders[0] = 0
        for gram, numbers in by_gram.items():
            self.table.put(gram_key(gram), i)
            if len(gram) == 1:
                self.is_single[<uint32_t>ord(gram)] = 1
            for number in numbers:
                self.sets[total] = number
                total += 1
            i += 1
            self.borders[i] = total
        for i, (pattern, first, last) in enumerate(ways):
            self.ways[3 * i], self.ways[3 * i + 1], self.ways[3 * i + 2] = pattern, first, last
        for number in always:
            self.always[<int32_t>number] = 1
        for number in reaching:
            self.reaching[<int32_t>number] = 1

    def __dealloc__(self):
        free(self.sets)
        free(self.borders)
        free(self.ways)
        free(self.always)
        free(self.reaching)
        free(self.is_single)
        free(self.is_stop)

    def runs(self, str text):
        """(pattern, first place, place behind the last) of what may match, by pattern and place."""
        cdef int32_t length = <int32_t>len(text), i, start = 0, number
        cdef uint32_t* codes = <uint32_t*>room(length * sizeof(uint32_t) + 2 * self.set_count + self.patterns)
        cdef uint8_t* present = <uint8_t*>(codes + length)
        cdef uint8_t* in_all = present + self.set_count
        cdef uint8_t* chosen = in_all + self.set_count
        cdef int64_t gram
        runs = []
        try:
            read(text, codes, length)
            memset(present, 0, 2 * self.set_count)
            for i in range(length):
                if self.is_single[codes[i]]:
                    self.mark(self.table.get(codes[i]), present, in_all)
                if self.is_stop[codes[i]]:
                    self.add_piece(runs, present, chosen, start, i + 1)
                    start = i + 1
                    memset(present, 0, self.set_count)
                    if i + 1 < length:
                        gram = (<int64_t>codes[i] << CHARACTER_BITS) | codes[i + 1]
                        self.mark(self.table.get(gram), in_all, in_all)
                elif i + 1 < length:
                    gram = (<int64_t>codes[i] << CHARACTER_BITS) | codes[i + 1]
                    self.mark(self.table.get(gram), present, in_all)
            if start < length:
                self.add_piece(runs, present, chosen, start, length)
            memcpy(chosen, self.always, self.patterns)
            self.choose(in_all, chosen)
            for number in range(self.patterns):
                if chosen[number] and self.reaching[number]:
                    runs.append((number, 0, length))
        finally:
            free(codes)
        runs.sort()
        return runs

    cdef int add_piece(self, list runs, uint8_t* present, uint8_t* chosen, int32_t start, int32_t end) except -1:
        cdef int32_t number
        memcpy(chosen, self.always, self.patterns)
        self.choose(present, chosen)
        for number in range(self.patterns):
            if chosen[number] and not self.reaching[number]:
                runs.append((number, start, end))
        return 0

    cdef inline void mark(self, int32_t gram, uint8_t* present, uint8_t* in_all) noexcept nogil:
        cdef int32_t i
        if gram >= 0:
            for i in range(self.borders[gram], self.borders[gram + 1]):
                present[self.sets[i]] = in_all[self.sets[i]] = 1

    cdef inline void choose(self, const uint8_t* present, uint8_t* chosen) noexcept nogil:
        cdef int32_t i, number, last
        for i in range(self.way_count):
            number, last = self.ways[3 * i + 1], self.ways[3 * i + 2]
            while number < last and present[number]:
                number += 1
            if number == last:
                chosen[self.ways[3 * i]] = 1
