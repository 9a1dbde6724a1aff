-- purpose: how many comparisons could be tested is reported in one line, with what could not be compared at all
-- given: comparisons of one area with several comparators, of which one lacks the area's own figure
create table judgements_made as
select
    given.*,
    'E08000025' as area_code
from (
    values
    ('england-same-cohort', 'significantly_above', 'A', 40.0),
    ('england-same-cohort', 'no_clear_difference', 'B', 40.0),
    ('england-same-cohort', 'above', 'I', 40.0),
    ('england-same-cohort', 'below', 'C', 40.0),
    ('england-same-cohort', 'not_available', 'N', 40.0),
    ('england-same-cohort', 'not_available', 'N', null),
    ('region-same-cohort', 'broadly_in_line', 'A', 40.0),
    ('region-same-cohort', 'above', 'B', 40.0),
    ('region-same-cohort', 'not_available', 'N', 40.0),
    ('neighbours-same-cohort', 'not_available', 'N', 40.0),
    ('england-all-pupils', 'above', 'A', 40.0),
    ('england-no-sen', 'above', 'C', 40.0)
) as given (comparator, level, evidence_grade, value);

-- expected
select expected.*
from (
    values
    (
        'england-same-cohort', 4, 2, 1, 2, 1,
        'Of 4 comparisons with England, 2 could be tested, 1 is indicative (numbers of pupils borrowed from another '
        || 'published count) and 1 could not be tested.'
    ),
    ('region-same-cohort', 2, 2, 0, 1, 0, 'All 2 comparisons with the region could be tested.'),
    ('england-all-pupils', 1, 1, 0, 0, 0, 'The one comparison with all pupils in England could be tested.'),
    (
        'england-no-sen', 1, 0, 0, 0, 0,
        'Of 1 comparison with pupils with no SEN in England, 0 could be tested, 0 are indicative (numbers of pupils '
        || 'borrowed from another published count) and 1 could not be tested.'
    ),
    (
        'neighbours-same-cohort', 0, 0, 0, 1, 0,
        'Nothing could be compared with its statistical neighbours.'
    )
) as expected (comparator, compared, tested, indicative, not_available, without_figure, line);
