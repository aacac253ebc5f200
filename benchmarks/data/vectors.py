"""The texts of the data sets repeat; while their indexes are made, each distinct one is cut into words only once.

The function that the indexes are made with looks the text up, and cuts what it does not find; afterwards it is what it
was. What stands in the indexes is the same.
"""

from contextlib import contextmanager

from benchmarks.data.bulk import literal, rows_of, run

FUNCTION = "qs_tsvector(text)"
LOOK_UP = """
    CREATE OR REPLACE FUNCTION qs_tsvector(content text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 2000 AS $$
        SELECT coalesce((SELECT v.vector FROM public.bench_vector AS v WHERE v.text = content),
                        array_to_tsvector(public.qs_bigrams(content)))
    $$
"""


@contextmanager
def remembered(texts):
    """Cut these texts now, look them up inside, and put the function back."""
    ((definition,),) = rows_of(f"SELECT pg_get_functiondef('{FUNCTION}'::regprocedure)")
    values = ", ".join(f"({literal(text)})" for text in dict.fromkeys(texts))
    run("DROP TABLE IF EXISTS bench_vector")
    run(
        f"CREATE TABLE bench_vector AS SELECT text, qs_tsvector(text) AS vector FROM (VALUES {values}) AS t(text)"
    )
    run("CREATE INDEX ON bench_vector USING hash (text)")
    run("ANALYZE bench_vector")
    run(LOOK_UP)
    try:
        yield
    finally:
        run(definition)
        run("DROP TABLE bench_vector")
