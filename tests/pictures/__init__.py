"""Screenshots drawn for the tests and for the figures: `looks` of chat apps, what is `said` in them, `draw`, `measure`."""
