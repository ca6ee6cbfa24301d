# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Tables to look things up in: whole numbers, and words."""

from cpython.unicode cimport PyUnicode_AsUCS4
from libc.stdint cimport int32_t, int64_t, uint32_t, uint64_t
from libc.stdlib cimport free, malloc
from libc.string cimport memcmp, memset


cdef void* room(size_t bytes) except NULL:
    """Memory for so many bytes, to be freed."""
    cdef void* memory = malloc(bytes + 16)
    if memory == NULL:
        raise MemoryError
    return memory


cdef int read(str text, uint32_t* codes, Py_ssize_t length) except -1:
    """Write the code points of a text."""
    if length and PyUnicode_AsUCS4(text, <Py_UCS4*>codes, length, 0) == NULL:
        raise MemoryError
    return 0


def gram_key(gram):
    """Up to three characters as one number."""
    key = 0
    for char in gram:
        key = key << CHARACTER_BITS | ord(char)
    return key


cdef class Numbers:
    """Whole numbers → places, in open addressing at half load; -1 for what is not there."""

    def __cinit__(self, size_t count):
        cdef size_t size = 16
        while size < 2 * count:
            size *= 2
        self.mask = size - 1
        self.slots = <Slot*>room(size * sizeof(Slot))
        memset(self.slots, 0xFF, size * sizeof(Slot))

    def __dealloc__(self):
        free(self.slots)

    cdef uint64_t first_slot(self, int64_t key) noexcept nogil:
        return ((mix(0, <uint32_t>(key >> 32)) ^ <uint64_t>key) * <uint64_t>0x9E3779B97F4A7C15 >> 24) & self.mask

    cdef uint64_t slot_of(self, int64_t key) noexcept nogil:
        cdef uint64_t slot = self.first_slot(key)
        while self.slots[slot].value >= 0 and self.slots[slot].key != key:
            slot = (slot + 1) & self.mask
        return slot

    cdef void expect(self, int64_t key) noexcept nogil:
        SOON(self.slots + self.first_slot(key))

    cdef int32_t get(self, int64_t key) noexcept nogil:
        return <int32_t>self.slots[self.slot_of(key)].value

    cdef void put(self, int64_t key, int32_t value) noexcept nogil:
        cdef uint64_t slot = self.slot_of(key)
        self.slots[slot].key = key
        self.slots[slot].value = value


cdef class Words:
    """Words → numbers in the order of adding; looked up by a hash that grows with each character."""

    def __cinit__(self, words):
        cdef size_t size = 16, total = sum(map(len, words))
        while size < 2 * len(words):
            size *= 2
        self.mask = size - 1
        self.pool = <uint32_t*>room((total + 1) * sizeof(uint32_t))
        self.firsts = <int32_t*>room((len(words) + 1) * sizeof(int32_t))
        self.hashes = <uint64_t*>room((len(words) + 1) * sizeof(uint64_t))
        self.slots = <int32_t*>room(size * sizeof(int32_t))
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
        read(word, self.pool + first, length)
        for i in range(length):
            hashed = mix(hashed, self.pool[first + i])
        slot = (hashed >> 24) & self.mask
        while self.slots[slot] >= 0:
            slot = (slot + 1) & self.mask
        self.slots[slot] = self.count
        self.hashes[self.count] = hashed
        self.count += 1
        self.firsts[self.count] = first + length
        return 0

    cdef int32_t get(self, const uint32_t* text, int32_t length, uint64_t hashed) noexcept nogil:
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
