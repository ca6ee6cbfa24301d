# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
from libc.stdint cimport int32_t, uint8_t, uint32_t

from model.native.tables cimport Words


cdef class Segmenter:
    cdef Words words
    cdef double* odds
    cdef double unknown
    cdef uint8_t* inside
    cdef int32_t segment(self, const uint32_t* text, int32_t length, int32_t* starts, double* rest) noexcept nogil
