-- figures as they are read, a statement for each measure of each file
create temp table read (
    measure_id measure_key, cohort cohort_key, printed_code varchar, period varchar, period_start int,
    printed varchar, numerator double, denominator double, total double, value_lower double,
    value_upper double, release_status varchar, span varchar, data_set varchar);
