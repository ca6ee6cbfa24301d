# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""What the parts of the kernel share: texts as arrays of code points, and tables to look things up in."""

from libc.stdint cimport int32_t, int64_t, uint32_t, uint64_t

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
    # A character takes 21 bits, so that three fit into one number.
    CHARACTER_BITS = 21

cdef struct Slot:
    int64_t key
    int64_t value


cdef inline uint64_t mix(uint64_t hashed, uint32_t code) noexcept nogil:
    return (hashed ^ code) * <uint64_t>0x9E3779B97F4A7C15


cdef void* room(size_t bytes) except NULL
cdef int read(str text, uint32_t* codes, Py_ssize_t length) except -1


cdef class Numbers:
    cdef Slot* slots
    cdef uint64_t mask
    cdef uint64_t first_slot(self, int64_t key) noexcept nogil
    cdef uint64_t slot_of(self, int64_t key) noexcept nogil
    cdef void expect(self, int64_t key) noexcept nogil
    cdef int32_t get(self, int64_t key) noexcept nogil
    cdef void put(self, int64_t key, int32_t value) noexcept nogil


cdef class Words:
    cdef uint32_t* pool
    cdef int32_t* firsts
    cdef uint64_t* hashes
    cdef int32_t* slots
    cdef uint64_t mask
    cdef int32_t count
    cdef int add(self, str word) except -1
    cdef int32_t get(self, const uint32_t* text, int32_t length, uint64_t hashed) noexcept nogil
