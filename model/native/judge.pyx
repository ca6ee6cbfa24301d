# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""From a text to its log-odds, and what each character adds to them."""

from cpython.buffer cimport PyBUF_SIMPLE, PyBuffer_Release, PyObject_GetBuffer
from libc.math cimport INFINITY, exp, log, sqrt
from libc.stdint cimport int8_t, int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memcpy, memset

from model.native.segmenter cimport Segmenter
from model.native.tables cimport CHARACTER_BITS, SOON, Numbers, Words, mix, read, room

cdef enum:
    BLOCKS = 3
    NODES = 8
    # As in `model.classifier.shapes`.
    LINK_MARK = 0xE000
    ZERO = 48
    MOST_ZEROS = 4
    MOST_TYPES = 64


cdef struct Features:
    # One entry for each time that a feature occurs; the blocks stand in a row.
    int32_t* rows
    int32_t* starts
    int32_t* ends
    int32_t borders[BLOCKS + 1]


cdef struct Sums:
    # The different features that are known: row, how often, value after normalisation; and which one stands where.
    int32_t* rows
    int32_t* counts
    double* values
    int32_t* which
    int32_t different
    # What they add to each class.
    double* logits


cdef inline int32_t* _take(int32_t** free_room, int32_t count) noexcept:
    """So many places from the beginning of what is free."""
    cdef int32_t* taken = free_room[0]
    free_room[0] += count
    return taken


cdef class Buffer:
    """A table that stays where it is for as long as this lives."""

    cdef Py_buffer view

    def __cinit__(self, table):
        PyObject_GetBuffer(table, &self.view, PyBUF_SIMPLE)

    def __dealloc__(self):
        PyBuffer_Release(&self.view)


cdef inline const void* _address(Buffer buffer) noexcept:
    return buffer.view.buf


cdef class Judge:
    """`model.classifier.scorer.Scorer` with `vocabulary.Vocabulary` and `features.read`: from a text to log-odds."""

    cdef Segmenter segmenter
    cdef Words words
    cdef Numbers numbers
    cdef list keep
    cdef const float* idf
    cdef const int8_t* weights
    cdef const float* steps
    cdef const double* intercept
    cdef const uint8_t* harmful
    cdef const uint8_t* kept
    cdef const int32_t* type_of
    cdef int32_t kept_count, classes, words_count, types, harmful_types
    cdef list type_ids
    cdef object make_type
    cdef double block_weights[BLOCKS]
    cdef double softening[BLOCKS]
    cdef double nodes[NODES + 1]
    cdef double node_weights[NODES]
    cdef double slope, offset, part_cost
    # Calibrated log-odds of no words at all.
    cdef readonly double base

    def __init__(
        self, segmenter, words, numbers, idf, weights, steps, intercept, harmful, type_of, type_ids, make_type, kept,
        scales, nodes, node_weights, calibration, double part_cost,
    ):
        """Tables by buffers: `numbers` int64, sorted; `idf`, `steps` float32; `weights` int8, a row of classes for each
        feature; `intercept` float64; `harmful`, `kept` bytes of 0 or 1; `type_of` int32, number of each class's type in
        `type_ids`, harmful ones first; `make_type` makes a `TypeScore` of id and probability.
        `scales`: (weight, square of the softening) a block; `nodes`, `node_weights`: of the quadrature.
        """
        cdef Py_ssize_t i
        self.keep = [Buffer(table) for table in (numbers, idf, weights, steps, intercept, harmful, type_of, kept)]
        cdef const int64_t* sorted_numbers = <const int64_t*>_address(self.keep[0])
        self.idf = <const float*>_address(self.keep[1])
        self.weights = <const int8_t*>_address(self.keep[2])
        self.steps = <const float*>_address(self.keep[3])
        self.intercept = <const double*>_address(self.keep[4])
        self.harmful = <const uint8_t*>_address(self.keep[5])
        self.type_of = <const int32_t*>_address(self.keep[6])
        self.kept = <const uint8_t*>_address(self.keep[7])
        self.classes, self.types, self.kept_count = <int32_t>len(intercept), <int32_t>len(type_ids), <int32_t>len(kept)
        if self.types > MOST_TYPES:
            raise ValueError(f"{self.types} types are too many")
        self.type_ids, self.make_type = type_ids, make_type
        self.harmful_types = <int32_t>len({t for t, harms in zip(type_of, harmful) if harms})
        self.segmenter, self.words = segmenter, Words(words)
        self.words_count = self.words.count
        self.numbers = Numbers(len(numbers))
        for i in range(<Py_ssize_t>len(numbers) - 1):  # the last one is nothing's
            self.numbers.put(sorted_numbers[i], <int32_t>(i + self.words_count))
        for i in range(BLOCKS):
            self.block_weights[i], self.softening[i] = scales[i]
        for i in range(NODES):
            self.nodes[i], self.node_weights[i] = nodes[i], node_weights[i]
        self.nodes[NODES] = 1.0
        self.slope, self.offset = calibration
        self.part_cost = part_cost
        cdef double* nothing = <double*>calloc(self.classes, sizeof(double))
        if nothing == NULL:
            raise MemoryError
        self.base = self.slope * self.odds(nothing) + self.offset
        free(nothing)

    def judge(self, str text, list rules, list sentence_ends, list runs, double explained_from):
        """Judge a shaped text.

        `rules`: (row, start, end) of the third block; `sentence_ends`, `runs`: as of `windows`. Gives the fields of
        `Scores` but `base`; sums only where the log-odds are at least `explained_from`.
        """
        cdef int32_t length = <int32_t>len(text), most = 4 * length + <int32_t>len(rules) + 1, count, i
        cdef int32_t first = 0, last = 0, size, begin, end, k = self.classes
        cdef Features whole, part
        cdef Sums of_whole, of_part
        cdef Features* chosen = &whole
        cdef Sums* sums = &of_whole
        # One piece of memory: what is double in front, for the sake of alignment, then what is int.
        cdef int32_t doubles = length + 1 + 2 * most + 2 * k + (NODES + 1) * (k + 2)
        cdef double* memory = <double*>room(
            doubles * sizeof(double) + (4 * (length + 1) + 12 * most) * sizeof(int32_t)
        )
        cdef double* rest = memory
        cdef double* powers
        cdef double* sides
        cdef int32_t* ints = <int32_t*>(memory + doubles)
        cdef uint32_t* codes = <uint32_t*>_take(&ints, length)
        cdef int32_t* starts = _take(&ints, length + 1)
        cdef int32_t* places = _take(&ints, 2 * (length + 1))
        cdef double log_odds
        try:
            of_whole.values = rest + length + 1
            of_part.values = of_whole.values + most
            of_whole.logits = of_part.values + most
            of_part.logits = of_whole.logits + k
            powers = of_part.logits + k
            sides = powers + (NODES + 1) * k
            whole.rows, whole.starts, whole.ends = _take(&ints, most), _take(&ints, most), _take(&ints, most)
            part.rows, part.starts, part.ends = _take(&ints, most), _take(&ints, most), _take(&ints, most)
            of_whole.rows, of_whole.counts, of_whole.which = _take(&ints, most), _take(&ints, most), _take(&ints, most)
            of_part.rows, of_part.counts, of_part.which = _take(&ints, most), _take(&ints, most), _take(&ints, most)
            read(text, codes, length)
            with nogil:
                count = self.segmenter.segment(codes, length, starts, rest)
                size = self.find(codes, length, starts, count, places, &whole)
            for row, begin, end in rules:
                whole.rows[size], whole.starts[size], whole.ends[size] = row, begin, end
                size += 1
            whole.borders[BLOCKS] = size
            self.weigh(&whole, &of_whole)
            if sentence_ends:
                last = sentence_ends[len(sentence_ends) - 1]
            else:
                for i in range(size):
                    last = max(last, whole.ends[i])
            if runs:
                begin, end = self.worst_run(&whole, sentence_ends, runs)
                _inside(&whole, begin, end, &part)
                self.weigh(&part, &of_part)
                if self.odds(of_part.logits) - self.odds(of_whole.logits) > self.part_cost:
                    chosen, sums, first, last = &part, &of_part, begin, end
            self.go(sums.logits, powers, sides, NODES, NODES + 1)
            log_odds = self.slope * log(sides[2 * NODES] / sides[2 * NODES + 1]) + self.offset
            pulls = []
            if log_odds >= explained_from:
                self.go(sums.logits, powers, sides, 0, NODES)
                self.pull(sums, powers, sides)
                pulls = _running(chosen, sums, length, rest)
            types = self.ranked(powers + NODES * k, sides + 2 * NODES, log_odds)
            word_starts = [starts[i] for i in range(count)]
            return log_odds, types, sums.different, (first, last), word_starts, pulls
        finally:
            free(memory)

    cdef int32_t find(
        self, const uint32_t* codes, int32_t length, const int32_t* starts, int32_t count, int32_t* places,
        Features* found,
    ) noexcept nogil:
        """All features but rules; how many there are. `places`: room for 2 × (length + 1)."""
        cdef int32_t i, j, at, end, size = 0, before = -1, words = 0, run = 0, kept = 0
        cdef uint64_t hashed
        cdef bint counts
        cdef int32_t* numbers = places + length + 1
        # Words; those that count are `numbers`, and where they stand is kept in the room of the pairs.
        for i in range(count):
            at, end = starts[i], starts[i + 1]
            counts, hashed = False, 0
            for j in range(at, end):
                counts = counts or self.is_kept(codes[j])
                hashed = mix(hashed, codes[j])
            if not counts or (codes[at] == LINK_MARK and words and codes[found.starts[size - 1]] == LINK_MARK):
                continue
            numbers[words] = self.words.get(codes + at, end - at, hashed)
            found.rows[size], found.starts[size], found.ends[size] = numbers[words], at, end
            words += 1
            size += 1
        for i in range(words - 1):
            self.numbers.expect(self.pair(numbers + i))
        for i in range(words - 1):
            found.rows[size] = self.numbers.get(self.pair(numbers + i))
            found.starts[size], found.ends[size] = found.starts[i], found.ends[i + 1]
            size += 1
        found.borders[0], found.borders[1] = 0, size
        # Characters without punctuation; a link counts as one, a run of digits as at most MOST_ZEROS.
        for i in range(length):
            if not self.is_kept(codes[i]):
                continue
            run = run + 1 if before >= 0 and codes[i] == codes[before] else 1
            before = i
            if (codes[i] == LINK_MARK and run > 1) or (codes[i] == ZERO and run > MOST_ZEROS):
                continue
            places[kept] = i
            kept += 1
        for j in range(2, 4):
            for i in range(kept - j + 1):
                self.numbers.expect(_ngram(codes, places + i, j))
        for j in range(2, 4):
            for i in range(kept - j + 1):
                found.rows[size] = self.numbers.get(_ngram(codes, places + i, j))
                found.starts[size], found.ends[size] = places[i], places[i + j - 1] + 1
                size += 1
        found.borders[2] = size
        return size

    cdef inline int64_t pair(self, const int32_t* words) noexcept nogil:
        """The number of two neighbours; 0, which is nothing's, where one is unknown."""
        if words[0] < 0 or words[1] < 0:
            return 0
        return -(<int64_t>words[0] + 1) * (self.words_count + 1) - (words[1] + 1)

    cdef inline bint is_kept(self, uint32_t code) noexcept nogil:
        return <int32_t>code < self.kept_count and self.kept[code]

    cdef int weigh(self, Features* features, Sums* sums) except -1:
        """Values of the features and what they add to each class."""
        cdef int32_t size = features.borders[BLOCKS], block, i, number, row, c, k = self.classes
        cdef uint64_t slot, mask = 16
        cdef double value, scale
        cdef double squares[BLOCKS]
        cdef int32_t firsts[BLOCKS + 1]
        cdef const int8_t* weights
        cdef int32_t* table
        while mask < 2 * <uint64_t>size:
            mask *= 2
        table = <int32_t*>room(mask * sizeof(int32_t))
        memset(table, 0xFF, mask * sizeof(int32_t))
        mask -= 1
        sums.different = 0
        memset(sums.logits, 0, k * sizeof(double))
        for block in range(BLOCKS):
            firsts[block] = sums.different
            for i in range(features.borders[block], features.borders[block + 1]):
                row = features.rows[i]
                sums.which[i] = -1
                if row < 0:
                    continue
                slot = (<uint64_t>row * <uint64_t>0x9E3779B97F4A7C15 >> 32) & mask
                while table[slot] >= 0 and sums.rows[table[slot]] != row:
                    slot = (slot + 1) & mask
                if table[slot] < 0:
                    table[slot] = sums.different
                    sums.rows[sums.different], sums.counts[sums.different] = row, 0
                    SOON(self.idf + row)
                    SOON(self.weights + <int64_t>row * k)
                    SOON(self.weights + <int64_t>row * k + k - 1)
                    SOON(self.steps + row)
                    sums.different += 1
                sums.counts[table[slot]] += 1
                sums.which[i] = table[slot]
        firsts[BLOCKS] = sums.different
        free(table)
        for block in range(BLOCKS):
            squares[block] = self.softening[block]
            for number in range(firsts[block], firsts[block + 1]):
                value = self.idf[sums.rows[number]]
                if sums.counts[number] > 1:
                    value *= 1 + log(<double>sums.counts[number])
                sums.values[number] = value
                squares[block] += value * value
            scale = self.block_weights[block] / sqrt(squares[block])
            for number in range(firsts[block], firsts[block + 1]):
                sums.values[number] *= scale
                row = sums.rows[number]
                value, weights = sums.values[number] * self.steps[row], self.weights + <int64_t>row * k
                for c in range(k):
                    sums.logits[c] += value * weights[c]
        return 0

    cdef double odds(self, const double* logits) noexcept nogil:
        """Uncalibrated log-odds of harmful."""
        cdef double most = -INFINITY, power, harm = 0, rest = 0
        cdef int32_t c
        for c in range(self.classes):
            most = max(most, self.intercept[c] + logits[c])
        for c in range(self.classes):
            power = exp(self.intercept[c] + logits[c] - most)
            if self.harmful[c]:
                harm += power
            else:
                rest += power
        return log(harm / rest)

    cdef void go(self, const double* logits, double* powers, double* sides, int32_t first, int32_t last) noexcept nogil:
        """Powers of the classes, and of harmful and harmless, at nodes on the way from no words to all."""
        cdef int32_t node, c, k = self.classes
        cdef double most, score
        for node in range(first, last):
            most = -INFINITY
            sides[2 * node] = sides[2 * node + 1] = 0
            for c in range(k):
                score = self.intercept[c] + self.nodes[node] * logits[c]
                powers[node * k + c] = score
                most = max(most, score)
            for c in range(k):
                score = exp(powers[node * k + c] - most)
                powers[node * k + c] = score
                sides[2 * node + (0 if self.harmful[c] else 1)] += score

    cdef void pull(self, Sums* sums, const double* powers, const double* sides) noexcept nogil:
        """Make the values log-odds that each time a feature occurs adds; their logits make room for the direction."""
        cdef int32_t node, c, number, k = self.classes
        cdef const int8_t* weights
        cdef double* direction = sums.logits
        cdef double total
        for c in range(k):
            total = 0
            for node in range(NODES):
                total += self.node_weights[node] * powers[node * k + c] / sides[2 * node + (0 if self.harmful[c] else 1)]
            direction[c] = (total if self.harmful[c] else -total) * self.slope
        for number in range(sums.different):
            weights, total = self.weights + <int64_t>sums.rows[number] * k, 0
            for c in range(k):
                total += weights[c] * direction[c]
            sums.values[number] *= total * self.steps[sums.rows[number]] / sums.counts[number]

    cdef tuple ranked(self, const double* powers, const double* sides, double log_odds):
        """`model.classifier.scores.Classes.types`."""
        cdef double shares[MOST_TYPES]
        cdef int32_t order[MOST_TYPES]
        cdef double[2] scale = [1 / (1 + exp(-log_odds)) / sides[0], 1 / (1 + exp(log_odds)) / sides[1]]
        cdef int32_t c, i, number
        memset(shares, 0, sizeof(shares))
        for c in range(self.classes):
            shares[self.type_of[c]] += powers[c]
        for number in range(self.types):
            shares[number] *= scale[0 if number < self.harmful_types else 1]
            i = number
            while i > 0 and shares[order[i - 1]] < shares[number]:
                order[i] = order[i - 1]
                i -= 1
            order[i] = number
        make, ids = self.make_type, self.type_ids
        return tuple([make((ids[order[i]], shares[order[i]])) for i in range(self.types)])

    cdef tuple worst_run(self, Features* features, list sentence_ends, list runs):
        """Offsets of the run of sentences that looks worst, from sums that are made once."""
        cdef int32_t count = <int32_t>len(sentence_ends), k = self.classes, block, i, c, at, row, first, after
        cdef int32_t best_first = 0, best_after = count
        cdef double idf, step, best = -INFINITY, here, scale
        cdef double* sums = <double*>calloc(BLOCKS * (count + 1) * (k + 1) + k, sizeof(double))
        cdef int32_t* ends = <int32_t*>malloc((count + 1) * sizeof(int32_t))
        cdef double* mine
        cdef double* until
        cdef double* logits
        cdef const int8_t* weights
        try:
            if sums == NULL or ends == NULL:
                raise MemoryError
            logits = sums + BLOCKS * (count + 1) * (k + 1)
            for i in range(count):
                ends[i] = sentence_ends[i]
            for block in range(BLOCKS):
                at = 0
                for i in range(features.borders[block], features.borders[block + 1]):
                    row = features.rows[i]
                    if row < 0:
                        continue
                    at = _sentence(ends, count, features.starts[i], at)
                    idf, weights = self.idf[row], self.weights + <int64_t>row * k
                    step = idf * self.steps[row]
                    mine = sums + (block * (count + 1) + at + 1) * (k + 1)
                    for c in range(k):
                        mine[c] += step * weights[c]
                    mine[k] += idf * idf
                for at in range(1, count + 1):
                    mine = sums + (block * (count + 1) + at) * (k + 1)
                    for c in range(k + 1):
                        mine[c] += mine[c - k - 1]
            for first, after in runs:
                memset(logits, 0, k * sizeof(double))
                for block in range(BLOCKS):
                    mine = sums + (block * (count + 1) + first) * (k + 1)
                    until = sums + (block * (count + 1) + after) * (k + 1)
                    scale = self.block_weights[block] / sqrt(until[k] - mine[k] + self.softening[block])
                    for c in range(k):
                        logits[c] += (until[c] - mine[c]) * scale
                here = self.odds(logits)
                if here > best:
                    best, best_first, best_after = here, first, after
            return (ends[best_first - 1] if best_first else 0), ends[best_after - 1]
        finally:
            free(sums)
            free(ends)


cdef inline int64_t _ngram(const uint32_t* codes, const int32_t* places, int32_t size) noexcept nogil:
    cdef int64_t two = (<int64_t>codes[places[0]] << CHARACTER_BITS) | codes[places[1]]
    return two if size == 2 else (two << CHARACTER_BITS) | codes[places[2]]


cdef inline int32_t _sentence(const int32_t* ends, int32_t count, int32_t place, int32_t near) noexcept nogil:
    """Which sentence a place lies in; places mostly come in order."""
    while near > 0 and ends[near - 1] > place:
        near -= 1
    while near < count - 1 and ends[near] <= place:
        near += 1
    return near


cdef void _inside(Features* features, int32_t first, int32_t last, Features* part) noexcept nogil:
    """The features that lie in a part of the text."""
    cdef int32_t block, i, size = 0
    for block in range(BLOCKS):
        part.borders[block] = size
        for i in range(features.borders[block], features.borders[block + 1]):
            if features.starts[i] >= first and features.ends[i] <= last:
                part.rows[size], part.starts[size], part.ends[size] = (
                    features.rows[i], features.starts[i], features.ends[i]
                )
                size += 1
    part.borders[BLOCKS] = size


cdef list _running(Features* features, Sums* sums, int32_t length, double* steps):
    """Sums of the pull on the first 0, 1, … characters. `steps`: room for length + 1."""
    cdef double share, here = 0, total = 0
    cdef int32_t i
    memset(steps, 0, (length + 1) * sizeof(double))
    for i in range(features.borders[BLOCKS]):
        if sums.which[i] >= 0:
            share = sums.values[sums.which[i]] / (features.ends[i] - features.starts[i])
            steps[features.starts[i]] += share
            steps[features.ends[i]] -= share
    running = [0.0] * (length + 1)
    for i in range(length):
        here += steps[i]
        total += here
        running[i + 1] = total
    return running
