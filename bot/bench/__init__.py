"""Figures of what serves people; `make bench` prints them."""
