-- figures as they are read, a statement for each measure of each file
create temp table read (
    measure_id varchar, cohort varchar, printed_code varchar, period varchar, period_start int,
    printed varchar, numerator double, denominator double, value_lower double,
    value_upper double, release_status varchar, data_set varchar);
