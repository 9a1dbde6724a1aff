//! Worked limits of rates of events.

use super::*;

#[test]
fn rates_of_events_give_the_worked_limits() {
    for (events, n, byar, exact) in [
        (0.0, 310.0, (0.0, 1.183230), (0.0, 1.189961)),
        (4.0, 1250.0, (0.086092, 0.819260), (0.087189, 0.819327)),
        (9.0, 2900.0, (0.141617, 0.589165), (0.141909, 0.589131)),
        (37.0, 4100.0, (0.635316, 1.243929), (0.635400, 1.243893)),
        (512.0, 3050.0, (15.364097, 18.305975), (15.364121, 18.305955)),
    ] {
        let per_hundred = 100.0 / n;
        let (approximate, poisson) =
            (byar_limits(events).unwrap(), exact_poisson_limits(events).unwrap());
        near(approximate.lower * per_hundred, byar.0);
        near(approximate.upper * per_hundred, byar.1);
        near(poisson.lower * per_hundred, exact.0);
        near(poisson.upper * per_hundred, exact.1);
        let used = rate_interval(events, n).unwrap();
        near(100.0 * used.lower, if events < 10.0 { exact.0 } else { byar.0 });
        near(100.0 * used.upper, if events < 10.0 { exact.1 } else { byar.1 });
    }
    assert_eq!(rate_interval(3.0, 0.0), Err(StatisticsError::NoPupils(0.0)));
    assert_eq!(rate_interval(-1.0, 9.0), Err(StatisticsError::Negative(-1.0)));
    assert_eq!(rate_interval(f64::NAN, 9.0), Err(StatisticsError::NotFinite));
}

#[test]
fn repeat_events_widen_the_limits() {
    near(dispersion(512.0, 201.0).unwrap(), 4.094527);
    let interval = repeat_event_interval(512.0, 201.0, 3050.0).unwrap();
    near(100.0 * interval.lower, 13.973516);
    near(100.0 * interval.upper, 20.000330);
    let concerned = wilson_interval(201.0, 3050.0).unwrap();
    near(concerned.lower, 0.057631);
    near(concerned.upper, 0.075264);
    // One event each: the plain limits.
    assert_eq!(repeat_event_interval(37.0, 37.0, 4100.0), rate_interval(37.0, 4100.0));
    assert_eq!(repeat_event_interval(0.0, 0.0, 310.0), rate_interval(0.0, 310.0));
    assert!(dispersion(10.0, 11.0).is_err());
    assert!(dispersion(10.0, 0.0).is_err());
}

#[test]
fn rounded_events_are_tested_over_every_count_that_they_may_stand_for() {
    let exact =
        |events: f64, n: f64| EventRange { events, low: events, high: events, dispersion: 1.0, n };
    let rounded = |events: f64, n: f64| EventRange {
        low: events - 2.0,
        high: events + 2.0,
        ..exact(events, n)
    };
    // 14 permanent exclusions of 6,411 pupils against 356 of the other 219,544, printed to the nearest 5.
    let (here, rest) = (exact(14.0, 6411.0), rounded(356.0, 219_544.0));
    let union = difference_of_rate_ranges(here, rest).unwrap();
    for events in [354.0, 355.0, 356.0, 357.0, 358.0] {
        let one = difference_of_rates(14.0, 1.0, 6411.0, events, 1.0, 219_544.0).unwrap();
        assert!(union.lower <= one.lower && union.upper >= one.upper, "{events}");
        assert!(union.p_value >= one.p_value - 1e-12, "{events}");
    }
    let printed = difference_of_rates(14.0, 1.0, 6411.0, 356.0, 1.0, 219_544.0).unwrap();
    assert_eq!(union.difference, printed.difference);
    assert_eq!(difference_of_rate_ranges(here, exact(356.0, 219_544.0)).unwrap(), printed);
}
