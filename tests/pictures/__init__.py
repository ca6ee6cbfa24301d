"""Screenshots drawn for tests and figures: `looks` of chat apps, what is `said` in them, `draw`, `measure`, `bench`."""
