"""Homes of four, mother, father and two children: their names, numbers, ties and keys to be found by."""

STATEMENTS = (
    (
        "homes",
        """
        CREATE TEMP TABLE home ON COMMIT DROP AS
        SELECT h, floor(power(random(), 2) * (SELECT count(*) FROM stock_family))::int AS family,
               (h %% 180 + 1)::text AS number, (h / 180 %% 20)::int AS street,
               'EK' || 1 + (h / 15) %% 12 || ' ' || 1 + (h / 180) %% 9
               || substr('ABDEFGHJLNPQRSTUWXYZ', (1 + (h / 1620) %% 20)::int, 1)
               || substr('ABDEFGHJLNPQRSTUWXYZ', (1 + (h / 32400) %% 20)::int, 1) AS postcode
        FROM generate_series((%(first)s - 1) / 4 + 1, %(last)s / 4) AS h
        """,
    ),
    (
        "the people of each home",
        """
        CREATE TEMP TABLE someone ON COMMIT DROP AS
        SELECT (h - 1) * 4 + part AS id, h, part, sex, family, postcode,
               floor(random() * (SELECT count(*) FROM stock_given g WHERE g.part = who.sex))::int AS given,
               CASE WHEN part <= 2 THEN %(today)s::date - (7300 + floor(random() * 9000))::int
                    ELSE %(today)s::date - (30 + floor(random() * 6400))::int END AS born_on
        FROM (SELECT home.*, part,
                     CASE part WHEN 1 THEN 'F' WHEN 2 THEN 'M'
                          ELSE (ARRAY['f', 'm'])[1 + floor(random() * 2)::int] END AS sex
              FROM home CROSS JOIN generate_series(1, 4) AS part) AS who
        """,
    ),
    ("", "ANALYZE someone"),
    (
        "their record",
        """
        INSERT INTO people_person (id, recorded_at, public_id, name, known_as, given_name, family_name,
          name_key, born_on, born_on_is_estimated, sex, gender, ethnicity, religion, first_language,
          needs_interpreter, communication_needs, upn_unknown)
        SELECT s.id, now(), gen_random_uuid(), g.word || ' ' || f.word, '', g.word, f.word,
          g.key || ' ' || f.key, s.born_on, false, upper(s.sex), '',
          (ARRAY['WBRI', 'WBRI', 'WBRI', 'WOTH', 'APKN'])[1 + s.h %% 5], '', 'en', false, '', ''
        FROM someone s JOIN stock_given g ON (g.part, g.n) = (s.sex, s.given)
        JOIN stock_family f ON f.n = s.family
        """,
    ),
    (
        "names",
        """
        INSERT INTO people_name (recorded_at, public_id, kind, given, middle, family, person_id)
        SELECT now(), gen_random_uuid(), 'legal', given_name, '', family_name, id
        FROM people_person WHERE id BETWEEN %(first)s AND %(last)s
        """,
    ),
    (
        "numbers",
        """
        CREATE TEMP TABLE number ON COMMIT DROP AS
        SELECT id, '999' || six || CASE eleventh WHEN 11 THEN 0 ELSE eleventh END AS value
        FROM (SELECT id, six, 11 - (243 + 7 * d[1] + 6 * d[2] + 5 * d[3] + 4 * d[4] + 3 * d[5] + 2 * d[6])
                                   %% 11 AS eleventh
              FROM (SELECT id, six, string_to_array(six, NULL)::int[] AS d
                    FROM (SELECT id, lpad((id - 1)::text, 6, '0') AS six FROM someone
                          WHERE id <= 1000000) AS a) AS b) AS c
        WHERE eleventh <> 10
        """,
    ),
    (
        "",
        """
        INSERT INTO people_identifier (recorded_at, public_id, kind, value, person_id)
        SELECT now(), gen_random_uuid(), 'nhs', value, id FROM number
        """,
    ),
    (
        "what they are found by",
        """
        INSERT INTO people_search_key (person_id, names, keys, identifiers, postcodes, born_on)
        SELECT s.id, g.word || ' ' || f.word, g.keys || f.keys,
          CASE WHEN n.id IS NULL THEN '{}' ELSE ARRAY[n.value, 'nhs:' || n.value] END,
          ARRAY[s.postcode, split_part(s.postcode, ' ', 1)], s.born_on
        FROM someone s JOIN stock_given g ON (g.part, g.n) = (s.sex, s.given)
        JOIN stock_family f ON f.n = s.family LEFT JOIN number n ON n.id = s.id
        """,
    ),
    (
        "",
        """
        INSERT INTO people_name_token (token)
        SELECT substr(key, 3) FROM (SELECT unnest(keys) AS key FROM stock_given
                                    UNION SELECT unnest(keys) FROM stock_family) AS k
        WHERE key LIKE 't:%%' ON CONFLICT DO NOTHING
        """,
    ),
    (
        "where they live",
        """
        INSERT INTO people_address (id, public_id, lines, postcode, uprn, key)
        SELECT h, gen_random_uuid(), number || ' ' || street.word || E'\\nEskmoor', postcode, '',
          number || ' ' || street.key || ' eskmoor ' || postcode
        FROM home JOIN stock_street street ON street.n = home.street
        """,
    ),
    (
        "",
        """
        INSERT INTO people_residence (recorded_at, public_id, kind, address_id, person_id)
        SELECT now(), gen_random_uuid(), 'home', h, id FROM someone
        """,
    ),
    (
        "how they are related",
        """
        INSERT INTO people_relationship (recorded_at, public_id, kind, has_parental_responsibility,
          is_main_carer, note, started_on, person_id, relative_id)
        SELECT now(), gen_random_uuid(), 'parent', true, parent.part = 1, '', child.born_on,
          parent.id, child.id
        FROM someone parent JOIN someone child ON child.h = parent.h
        WHERE parent.part <= 2 AND child.part > 2
        """,
    ),
    (
        "records that only a few may know of",
        """
        INSERT INTO people_restriction (id, recorded_at, why, review_on, started_on, owner_id, person_id)
        SELECT id, now(), 'A member of staff', %(today)s::date + 90, %(today)s::date - 90, 2, id
        FROM someone WHERE part = 2 AND h > 25 AND h %% 1000 = 26
        """,
    ),
    (
        "",
        """
        INSERT INTO people_listing (recorded_at, started_on, user_id, restriction_id)
        SELECT now(), started_on, 2, id FROM people_restriction
        WHERE person_id BETWEEN %(first)s AND %(last)s
        """,
    ),
)
