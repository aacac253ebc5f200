"""The catalogue of standards that a park shares, and its watch: what becomes of a standard reaches whoever uses it (B8, B9)."""
