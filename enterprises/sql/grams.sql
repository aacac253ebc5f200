-- Every part of one to three characters of a search column: what its GIN index holds (enterprises/search.py).
CREATE OR REPLACE FUNCTION qs_grams(content text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 2000
RETURN ARRAY(
    SELECT DISTINCT substr(word, place, size)
    FROM unnest(string_to_array(content, ' ')) AS word,
        generate_series(1, 3) AS size,
        generate_series(1, length(word) - size + 1) AS place
);
