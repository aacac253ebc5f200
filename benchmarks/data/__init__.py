"""The data sets: a small park and a province, made by the same set-based SQL, differing in numbers only."""
