-- purpose: the figures of a run: those up to its as-of period
-- grain: one row per measure, cohort, area and period
-- inputs: sound, as_of
-- output: the columns of sound
-- rules: statistics 0
select sound.*
from as_of
cross join sound
where sound.period_start <= as_of.as_of_start
