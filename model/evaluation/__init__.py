"""How good the judge is: benchmarks, metrics, timings. Measures verdicts; knows nothing of how they come about."""
