"""Benchmarks of channels and storage, beside what they rest on: commands that `make bench` runs, nothing that serving needs."""
