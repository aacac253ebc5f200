-- Text functions of search; core/normalise.py and core/bigrams.py mirror them character for character.
-- Bodies are bound when created (RETURN), so a restore with an empty search_path works.
-- Indexes are built with these functions: a migration that changes one also runs REINDEX on them.

-- Half-width, small letters, without signs nobody sees. lower() is not used: its meaning depends on the server.
CREATE OR REPLACE FUNCTION qs_fold(content text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN translate(
    regexp_replace(
        normalize(content, NFKC),
        '[\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF9-\uFFFB\U000E0000-\U000E0FFF]',
        '', 'g'
    ),
    'ABCDEFGHIJKLMNOPQRSTUVWXYZÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩЁЂЃЄЅІЇЈЉЊЋЌЍЎЏАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ',
    'abcdefghijklmnopqrstuvwxyzàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþαβγδεζηθικλμνξοπρστυφχψωёђѓєѕіїјљњћќѝўџабвгдежзийклмнопрстуфхцчшщъыьэюя'
);

-- What of a name is compared in a search: folded, without spaces and punctuation.
CREATE OR REPLACE FUNCTION qs_normal(content text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN regexp_replace(
    qs_fold(content),
    '[\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00A9\u00AB-\u00B4\u00B6-\u00B9\u00BB-\u00BF\u00D7\u00F7\u1680\u2000-\u206F\u2E00-\u2E7F\u3000-\u3004\u3008-\u3020\u3030\u303D\u30FB\uFE10-\uFE6F\uFF00-\uFF0F\uFF1A-\uFF20\uFF3B-\uFF40\uFF5B-\uFF65\uFFFC\uFFFD]+',
    '', 'g'
);

-- Words of Latin letters and digits as they are; of everything else each character and each pair of neighbours.
CREATE OR REPLACE FUNCTION qs_bigrams(content text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 2000
RETURN ARRAY(
    WITH runs AS (
        SELECT n, found[1] AS run
        FROM regexp_matches(
            qs_fold(left(content, 20000)),
            '[0-9a-z]+|[^0-9a-z\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00A9\u00AB-\u00B4\u00B6-\u00B9\u00BB-\u00BF\u00D7\u00F7\u1680\u2000-\u206F\u2E00-\u2E7F\u3000-\u3004\u3008-\u3020\u3030\u303D\u30FB\uFE10-\uFE6F\uFF00-\uFF0F\uFF1A-\uFF20\uFF3B-\uFF40\uFF5B-\uFF65\uFFFC\uFFFD]+',
            'g'
        ) WITH ORDINALITY AS matches(found, n)
    ),
    signs AS (
        SELECT sign, sign || lead(sign) OVER (PARTITION BY n ORDER BY i) AS pair
        FROM runs, string_to_table(run, NULL) WITH ORDINALITY AS split(sign, i)
        WHERE run !~ '^[0-9a-z]'
    )
    SELECT left(run, 64) FROM runs WHERE run ~ '^[0-9a-z]'
    UNION
    SELECT sign FROM signs
    UNION
    SELECT pair FROM signs WHERE pair IS NOT NULL
);

CREATE OR REPLACE FUNCTION qs_tsvector(content text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 2000
RETURN array_to_tsvector(qs_bigrams(content));
