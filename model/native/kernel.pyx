# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
# cython: freethreading_compatible=False
"""The inner loops of a check, compiled. What they do is written in Python where the package's docstring says so.

Texts are arrays of code points here. No function raises on any text; all memory is asked for once a call.
"""

from cpython.unicode cimport PyUnicode_AsUCS4, PyUnicode_FromKindAndData, PyUnicode_4BYTE_KIND
from libc.math cimport exp, log, sqrt, INFINITY
from libc.stdint cimport int8_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memcmp, memcpy, memset

cdef extern from *:
    """
    #if defined(__GNUC__)
    #define SOON(address) __builtin_prefetch(address)
    #else
    #define SOON(address)
    #endif
    """
    void SOON(const void* address) noexcept nogil

cdef enum:
    CODE_POINTS = 0x110000
    CHARACTER_BITS = 21
    BLOCKS = 3
    NODES = 8
    LINK_MARK = 0xE000
    ZERO = 48
    MOST_ZEROS = 4


cdef void* _get(size_t bytes) except NULL:
    cdef void* memory = malloc(bytes + 16)
    if memory == NULL:
        raise MemoryError
    return memory


cdef int _read(str text, uint32_t* codes, Py_ssize_t length) except -1:
    """Write the code points of a text."""
    if length and PyUnicode_AsUCS4(text, <Py_UCS4*>codes, length, 0) == NULL:
        raise MemoryError
    return 0


cdef inline uint64_t _mix(uint64_t hashed, uint32_t code) noexcept nogil:
    return (hashed ^ code) * <uint64_t>0x9E3779B97F4A7C15


cdef struct Slot:
    int64_t key
    int64_t value


cdef class _Numbers:
    """Whole numbers → places, in open addressing at half load; -1 for what is not there."""

    cdef Slot* slots
    cdef uint64_t mask

    def __cinit__(self, size_t count):
        cdef size_t size = 16
        while size < 2 * count:
            size *= 2
        self.mask = size - 1
        self.slots = <Slot*>_get(size * sizeof(Slot))
        memset(self.slots, 0xFF, size * sizeof(Slot))

    def __dealloc__(self):
        free(self.slots)

    cdef inline uint64_t first_slot(self, int64_t key) noexcept nogil:
        return ((_mix(0, <uint32_t>(key >> 32)) ^ <uint64_t>key) * <uint64_t>0x9E3779B97F4A7C15 >> 24) & self.mask

    cdef inline uint64_t slot_of(self, int64_t key) noexcept nogil:
        cdef uint64_t slot = self.first_slot(key)
        while self.slots[slot].value >= 0 and self.slots[slot].key != key:
            slot = (slot + 1) & self.mask
        return slot

    cdef inline void expect(self, int64_t key) noexcept nogil:
        SOON(self.slots + self.first_slot(key))

    cdef inline int32_t get(self, int64_t key) noexcept nogil:
        return <int32_t>self.slots[self.slot_of(key)].value

    cdef void put(self, int64_t key, int32_t value) noexcept nogil:
        cdef uint64_t slot = self.slot_of(key)
        self.slots[slot].key = key
        self.slots[slot].value = value


cdef class _Words:
    """Words → numbers in the order of adding; looked up by a hash that grows with each character."""

    cdef uint32_t* pool
    cdef int32_t* firsts
    cdef uint64_t* hashes
    cdef int32_t* slots
    cdef uint64_t mask
    cdef int32_t count

    def __cinit__(self, words):
        cdef size_t size = 16, total = sum(map(len, words))
        while size < 2 * len(words):
            size *= 2
        self.mask = size - 1
        self.pool = <uint32_t*>_get((total + 1) * sizeof(uint32_t))
        self.firsts = <int32_t*>_get((len(words) + 1) * sizeof(int32_t))
        self.hashes = <uint64_t*>_get((len(words) + 1) * sizeof(uint64_t))
        self.slots = <int32_t*>_get(size * sizeof(int32_t))
        memset(self.slots, 0xFF, size * sizeof(int32_t))
        self.count = 0
        self.firsts[0] = 0
        for word in words:
            self.add(word)

    def __dealloc__(self):
        free(self.pool)
        free(self.firsts)
        free(self.hashes)
        free(self.slots)

    cdef int add(self, str word) except -1:
        cdef int32_t first = self.firsts[self.count], length = <int32_t>len(word), i
        cdef uint64_t hashed = 0, slot
        _read(word, self.pool + first, length)
        for i in range(length):
            hashed = _mix(hashed, self.pool[first + i])
        slot = (hashed >> 24) & self.mask
        while self.slots[slot] >= 0:
            slot = (slot + 1) & self.mask
        self.slots[slot] = self.count
        self.hashes[self.count] = hashed
        self.count += 1
        self.firsts[self.count] = first + length
        return 0

    cdef inline int32_t get(self, const uint32_t* text, int32_t length, uint64_t hashed) noexcept nogil:
        cdef uint64_t slot = (hashed >> 24) & self.mask
        cdef int32_t number = self.slots[slot], first
        while number >= 0:
            if self.hashes[number] == hashed:
                first = self.firsts[number]
                if self.firsts[number + 1] - first == length and not memcmp(self.pool + first, text, length * 4):
                    return number
            slot = (slot + 1) & self.mask
            number = self.slots[slot]
        return -1


cdef class Segmenter:
    """`model.tokenize.Tokenizer`. `words`: with every beginning of a word, which has the odds -inf."""

    cdef _Words words
    cdef double* odds
    cdef double unknown
    cdef uint8_t* inside

    def __cinit__(self, words, odds, double unknown, bytes inside):
        cdef Py_ssize_t i
        self.words = _Words(words)
        self.odds = <double*>_get(len(odds) * sizeof(double))
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
        cdef uint32_t* codes = <uint32_t*>_get(length * sizeof(uint32_t))
        cdef int32_t* starts = <int32_t*>_get((length + 1) * sizeof(int32_t))
        cdef double* rest = <double*>_get((length + 1) * sizeof(double))
        try:
            _read(text, codes, length)
            count = self.segment(codes, length, starts, rest)
            return [text[starts[i] : starts[i + 1]] for i in range(count)]
        finally:
            free(codes)
            free(starts)
            free(rest)

    cdef int32_t segment(self, const uint32_t* text, int32_t length, int32_t* starts, double* rest) noexcept nogil:
        """Write where each word starts, and `length` behind them; how many there are. `starts` holds the ends first."""
        cdef int32_t at, end, number, best_end, count = 0, before = 0
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
                hashed = _mix(hashed, text[end - 1])
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


cdef class Judge:
    """`model.classifier.scorer.Scorer` with `vocabulary.Vocabulary` and `features.read`: from a text to log-odds."""

    cdef Segmenter segmenter
    cdef _Words words
    cdef _Numbers numbers
    cdef object keep
    cdef const float* idf
    cdef const int8_t* weights
    cdef const float* steps
    cdef const double* intercept
    cdef const uint8_t* harmful
    cdef const uint8_t* kept
    cdef const int32_t* type_of
    cdef int32_t kept_count, classes, words_count, types
    cdef double block_weights[BLOCKS]
    cdef double softening[BLOCKS]
    cdef double nodes[NODES + 1]
    cdef double node_weights[NODES]
    cdef double slope, offset, part_cost

    def __init__(
        self, segmenter, words, const int64_t[::1] numbers, const float[::1] idf, const int8_t[:, ::1] weights,
        const float[::1] steps, const double[::1] intercept, const uint8_t[::1] harmful, const int32_t[::1] type_of, const uint8_t[::1] kept,
        scales, nodes, node_weights, calibration, double part_cost,
    ):
        """`type_of`: (k,) number of each class's type; `scales`: (weight, square of the softening) a block; `nodes`, `node_weights`: of the quadrature."""
        cdef Py_ssize_t i
        self.keep = (idf, weights, steps, intercept, harmful, type_of, kept)
        self.segmenter, self.words = segmenter, _Words(words)
        self.words_count = self.words.count
        self.numbers = _Numbers(numbers.shape[0])
        for i in range(numbers.shape[0] - 1):  # the last one is nothing's
            self.numbers.put(numbers[i], <int32_t>(i + self.words_count))
        self.idf, self.weights, self.steps, self.intercept = &idf[0], &weights[0, 0], &steps[0], &intercept[0]
        self.harmful, self.kept, self.type_of = &harmful[0], &kept[0], &type_of[0]
        self.types = 1 + max(type_of)
        self.kept_count, self.classes = <int32_t>kept.shape[0], <int32_t>intercept.shape[0]
        for i in range(BLOCKS):
            self.block_weights[i], self.softening[i] = scales[i]
        for i in range(NODES):
            self.nodes[i], self.node_weights[i] = nodes[i], node_weights[i]
        self.nodes[NODES] = 1.0
        self.slope, self.offset = calibration
        self.part_cost = part_cost

    def judge(self, str text, list rules, list sentence_ends, list runs, double explained_from):
        """Judge a shaped text.

        `rules`: (row, start, end) of the third block; `sentence_ends`, `runs`: as of `windows`. Gives log-odds, how many
        features are known, start and end of the part that speaks; powers of the types, and of harmful and harmless;
        starts of words; running sums of the pull on characters (none where the log-odds are below `explained_from`).
        """
        cdef int32_t length = <int32_t>len(text), most = 4 * length + <int32_t>len(rules) + 1, count, i, known
        cdef int32_t sentences = <int32_t>len(sentence_ends), first = 0, last = length, size, begin, end
        cdef int32_t k = self.classes
        cdef Features all_features, part
        cdef Sums sums
        cdef size_t ints = (length + (length + 1) + 2 * (length + 1) + 10 * most + 2 * most) * sizeof(int32_t)
        cdef char* memory = <char*>_get(
            ints + (length + 1 + most + 2 * k + (NODES + 1) * (k + 2)) * sizeof(double) + 64 * sizeof(double)
        )
        cdef double* rest = <double*>memory
        cdef double* logits
        cdef double* part_logits
        cdef double* powers
        cdef double* sides
        cdef int32_t* starts
        cdef uint32_t* codes
        cdef int32_t* places
        cdef double log_odds, whole_odds
        try:
            sums.values = rest + length + 1
            logits = sums.values + most
            part_logits = logits + k
            powers = part_logits + k
            sides = powers + (NODES + 1) * k
            codes = <uint32_t*>(sides + 2 * (NODES + 1))
            starts = <int32_t*>(codes + length)
            places = starts + length + 1
            all_features.rows = places + 2 * (length + 1)
            all_features.starts = all_features.rows + most
            all_features.ends = all_features.starts + most
            part.rows = all_features.ends + most
            part.starts = part.rows + most
            part.ends = part.starts + most
            sums.rows = part.ends + most
            sums.counts = sums.rows + most
            sums.which = sums.counts + most
            _read(text, codes, length)
            with nogil:
                count = self.segmenter.segment(codes, length, starts, rest)
                size = self.find(codes, length, starts, count, places, &all_features)
            for row, begin, end in rules:
                all_features.rows[size] = row
                all_features.starts[size] = begin
                all_features.ends[size] = end
                size += 1
            all_features.borders[BLOCKS] = size
            self.weigh(&all_features, &sums, logits)
            known = sums.different
            chosen = &all_features
            if runs:
                first, last = self.worst_run(&all_features, sentence_ends, runs)
                whole_odds = self.odds(logits)
                _inside(&all_features, first, last, &part)
                self.weigh(&part, &sums, part_logits)
                if self.odds(part_logits) - whole_odds > self.part_cost:
                    chosen, known = &part, sums.different
                    memcpy(logits, part_logits, k * sizeof(double))
                else:
                    first, last = 0, sentence_ends[sentences - 1]
                    self.weigh(&all_features, &sums, logits)
            elif sentences:
                last = sentence_ends[sentences - 1]
            else:
                last = 0
                for i in range(size):
                    last = max(last, all_features.ends[i])
            self.go(logits, powers, sides, NODES, NODES + 1)
            log_odds = self.slope * log(sides[2 * NODES] / sides[2 * NODES + 1]) + self.offset
            sums_of = []
            if log_odds >= explained_from:
                self.go(logits, powers, sides, 0, NODES)
                self.pull(&sums, powers, sides, logits)
                sums_of = _running(chosen, &sums, length, rest)
            of_types = [0.0] * self.types
            for i in range(k):
                of_types[self.type_of[i]] += powers[NODES * k + i]
            both = (sides[2 * NODES], sides[2 * NODES + 1])
            word_starts = [starts[i] for i in range(count)]
            return log_odds, known, first, last, of_types, both, word_starts, sums_of
        finally:
            free(memory)

    cdef int32_t find(
        self, const uint32_t* codes, int32_t length, const int32_t* starts, int32_t count, int32_t* places,
        Features* found,
    ) noexcept nogil:
        """All features but rules; how many there are. `places`: room for 2 × (length + 1)."""
        cdef int32_t i, j, at, end, size = 0, previous = -1, previous_at = 0, words = 0, run = 0, kept = 0
        cdef uint64_t hashed
        cdef bint counts
        cdef int32_t* numbers = places + length + 1
        # Words; those that count are `numbers`, and where they stand is kept in the room of the pairs.
        for i in range(count):
            at, end = starts[i], starts[i + 1]
            counts, hashed = False, 0
            for j in range(at, end):
                counts = counts or self.is_kept(codes[j])
                hashed = _mix(hashed, codes[j])
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
            run = run + 1 if kept and codes[i] == codes[previous_at] else 1
            previous_at = i
            if kept == 0:
                run = 1
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

    cdef int weigh(self, Features* features, Sums* sums, double* logits) except -1:
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
        table = <int32_t*>_get(mask * sizeof(int32_t))
        memset(table, 0xFF, mask * sizeof(int32_t))
        mask -= 1
        sums.different = 0
        memset(logits, 0, k * sizeof(double))
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
                    logits[c] += value * weights[c]
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

    cdef void pull(self, Sums* sums, const double* powers, const double* sides, double* direction) noexcept nogil:
        """Make the values log-odds that each time a feature occurs adds. `direction`: room for k."""
        cdef int32_t node, c, number, k = self.classes
        cdef const int8_t* weights
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


cdef class Grams:
    """`model.indicators.matching`: which patterns a text could match at all."""

    cdef _Numbers table
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
        self.table = _Numbers(len(by_gram))
        self.sets = <int32_t*>_get(sum(map(len, by_gram.values())) * sizeof(int32_t))
        self.borders = <int32_t*>_get((len(by_gram) + 1) * sizeof(int32_t))
        self.ways = <int32_t*>_get(3 * len(ways) * sizeof(int32_t))
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
            self.table.put(_gram_key(gram), i)
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
        cdef uint32_t* codes = <uint32_t*>_get(length * sizeof(uint32_t) + 2 * self.set_count + self.patterns)
        cdef uint8_t* present = <uint8_t*>(codes + length)
        cdef uint8_t* in_all = present + self.set_count
        cdef uint8_t* chosen = in_all + self.set_count
        cdef int64_t gram
        runs = []
        try:
            _read(text, codes, length)
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


def _gram_key(gram):
    key = 0
    for char in gram:
        key = key << CHARACTER_BITS | ord(char)
    return key


cdef enum:
    # What is known of a character.
    UNMET, PLAIN, REPLACED, STRANGE

cdef enum:
    # The folds after those of letters, in order.
    SCRIPT, GAPS, SPLIT, ADDRESSES, PICTURES, HOMOPHONES, PINYIN, DIGITS, NONE

cdef enum:
    # What a character may be part of.
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
    cdef _Numbers own_pairs, splits, by_sound
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
        self.candidates = <int32_t*>_get((len(by_sound) + 1) * sizeof(int32_t))
        self.firsts = <int32_t*>_get((words + 1) * sizeof(int32_t))
        self.said = <uint16_t*>_get(length * sizeof(uint16_t))
        self.written = <uint32_t*>_get(length * sizeof(uint32_t))
        if not (self.states and self.kinds and self.sounds and self.folds and self.targets):
            raise MemoryError
        for bit, points in kinds:
            for point in points:
                self.kinds[<uint32_t>point] |= <uint8_t>bit
        for char, code in sounds.items():
            self.sounds[<uint32_t>ord(char)] = <uint16_t>ord(code)
        self.own_pairs, self.splits = _pair_set(own_pairs), _pair_set(splits)
        self.by_sound = _Numbers(len(by_sound))
        words, length = 0, 0
        self.firsts[0] = 0
        for i, (pair, candidates) in enumerate(by_sound.items()):
            self.by_sound.put(_gram_key(pair), i)
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
        cdef uint32_t* codes = <uint32_t*>_get((length + 1) * sizeof(uint32_t))
        cdef uint8_t state
        try:
            _read(text, codes, length)
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
            return text, folds, self.first_needed(codes, length)
        finally:
            free(codes)

    cdef int32_t first_needed(self, const uint32_t* codes, int32_t length) noexcept nogil:
        cdef int32_t i, first = NONE
        cdef uint8_t kind, before = 0, after
        cdef int64_t pair
        for i in range(length):
            kind, after = self.kinds[codes[i]], self.kinds[codes[i + 1]]
            if kind & TRADITIONAL:
                return SCRIPT
            if kind & PICTURE:
                first = min(first, PICTURES)
            if kind & HAN:
                if before & GAP and after & GAP:
                    first = min(first, GAPS)
                if after & MARK and self.is_pulled_apart(codes, length, i):
                    first = min(first, GAPS)
                if (before | after) & LETTER:
                    first = min(first, PINYIN)
            if kind & LETTER and codes[i + 1] >= 0x2190:
                first = min(first, PINYIN)
            if kind & (LETTER | DIGIT) and self.may_be_address(codes, length, i):
                first = min(first, ADDRESSES)
            if i + 1 < length:
                if kind & HAN and after & HAN:
                    pair = (<int64_t>codes[i] << CHARACTER_BITS) | codes[i + 1]
                    if self.splits.get(pair) >= 0:
                        first = min(first, SPLIT)
                if self.sounds[codes[i]] and self.sounds[codes[i + 1]] and self.sounds_else(codes, length, i):
                    first = min(first, HOMOPHONES)
                if kind & CHINESE_DIGIT and after & (CHINESE_DIGIT | DIGIT):
                    first = min(first, DIGITS)
                if kind & DIGIT and (after & CHINESE_DIGIT or codes[i + 1] == 111 or codes[i + 1] == 108):
                    first = min(first, DIGITS)
            before = kind
        return first

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


cdef _Numbers _pair_set(pairs):
    cdef _Numbers table = _Numbers(len(pairs))
    for pair in pairs:
        table.put(_gram_key(pair), 1)
    return table
