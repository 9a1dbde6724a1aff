-- purpose: each judgement with how its level and its direction are known, in words; no other query words that
-- grain: one row per measure, cohort, area and comparator, at the latest period of the measure
-- inputs: judgements_made, measures, comparators
-- output: the judgement; basis and direction_basis (tested, not_robust, indicative, not_tested; null without a verdict); basis_note (empty where
-- tested), basis_text (with its source), basis_mark and direction_mark (in brackets, weaker evidence only), basis_caveat (why there was no test),
-- direction_wording (the direction in words), gap_trend_words (how the gap to England moved across a change of grading; empty where that is not shown)
-- rules: statistics 0 (grades), 8b, 18 (level rules 2 to 12 by the flags that they leave, direction rules 3 and 4)
with known as (
    select
        judgements_made.*,
        measures.kind,
        coalesce(nullif(measures.people, ''), 'pupils') as people,
        comparators.comparator_phrase,
        case
            when judgements_made.level = 'not_available' then null
            when array_has(judgements_made.flags, 'indicative') then 'indicative'
            when array_has(judgements_made.flags, 'not_tested') then 'not_tested'
            when array_has(judgements_made.flags, 'not_robust_to_the_number_of_measures') then 'not_robust'
            else 'tested'
        end as basis,
        case
            when judgements_made.direction_rule = 3 then 'tested'
            when judgements_made.direction_rule = 4 and judgements_made.trend_grade = 'I' then 'indicative'
            when judgements_made.direction_rule = 4 then 'not_tested'
        end as direction_basis
    from judgements_made
    inner join measures on judgements_made.measure_id = measures.measure_id
    inner join comparators on judgements_made.comparator = comparators.comparator
),

noted as (
    select
        known.*,
        case
            when basis in ('indicative', 'not_tested') then replace(basis, '_', ' ')
            when basis = 'not_robust' then 'could be chance, as many measures were tested'
            when basis = 'tested' and level = 'no_clear_difference' then concat('too few ', people, ' to say')
            else ''
        end as basis_note,
        case
            when direction_basis in ('indicative', 'not_tested') then replace(direction_basis, '_', ' ')
            else ''
        end as direction_note,
        -- where low is good, a figure that goes up would be misread as "declining"
        case
            when direction = 'too_few_years' then 'fewer than 3 comparable years'
            when direction = 'declining' and polarity < 0 then 'worsening'
            else replace(direction, '_', ' ')
        end as direction_wording,
        case gap_trend
            when 'narrowed' then 'gap narrowed'
            when 'widened' then 'gap widened'
            when 'lead_grew' then 'lead grew'
            when 'lead_shrank' then 'lead shrank'
            when 'caught_up' then 'caught up'
            when 'lead_lost' then 'lead lost'
            else ''
        end as gap_trend_words
    from known
)

select
    noted.* except (kind, people, comparator_phrase),
    case
        when basis is null then ''
        when basis_note = '' then 'tested'
        -- a count of its own is of those whom it counts, a borrowed one of pupils
        when basis = 'indicative' and denominator is not null
            then concat(basis_note, ', from ', printed_number(denominator, 0), ' ', people, ' in ', period)
        when basis = 'indicative' then concat(basis_note, ', from ', pupils_from)
        else basis_note
    end as basis_text,
    case when basis in ('indicative', 'not_tested') then concat(' (', basis_note, ')') else '' end as basis_mark,
    case when direction_note <> '' then concat(' (', direction_note, ')') else '' end as direction_mark,
    case
        when basis = 'indicative'
            then concat(
                basis_note, ': the number of pupils was not published with the figure; ',
                printed_number(pupils_used, 0), ' were used (', pupils_from, ')'
            )
        when basis = 'not_tested'
            then concat(
                basis_note, ': ',
                case
                    when comparator = 'target' or array_has(flags, 'local_unpublished')
                        then 'only a share with its counts can be tested against a target'
                    when kind = 'session_rate'
                        then 'the sessions of one pupil are not independent, and the number of pupils behind them is not published'
                    when kind = 'score'
                        then 'how far the scores of pupils differ was not published'
                    when denominator is null
                        then 'the numbers of pupils were not published with the figure'
                    when comparator in ('neighbours-same-cohort', 'authorities-same-cohort')
                        then concat(
                            'no test can be made against ',
                            case when comparator = 'neighbours-same-cohort' then 'the median of ' else '' end,
                            comparator_phrase
                        )
                    when kind = 'rate'
                        then 'how many pupils the events fell on was not published'
                    else concat('the numbers of pupils behind the figure for ', comparator_phrase, ' were not published')
                end
            )
        else ''
    end as basis_caveat
from noted
