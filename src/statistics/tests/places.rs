//! Worked places among neighbours and authorities.

use super::*;

#[test]
fn robust_places_give_the_worked_values() {
    for (value, place) in [(9.8, -1.911054), (12.9, -0.749433), (18.2, 1.236565), (22.5, 2.847846)]
    {
        near(robust_place(value, 14.9, 1.8).unwrap(), place);
    }
    assert!(robust_place(9.8, 14.9, 0.0).is_err());
    near(median_deviation(&[1.0, 2.0, 3.0, 4.0, 100.0]).unwrap(), 1.0);
    assert!(median(&[]).is_err());
    assert!(median(&[1.0, f64::NAN]).is_err());
    assert!(quantile(&[1.0], 1.5).is_err());
    let twelve = [29.0, 31.0, 31.0, 31.0, 28.0, 27.0, 35.0, 31.0, 24.0, 30.0, 29.0, 33.0];
    let cuts = [0.0, 0.25, 0.5, 0.75, 1.0].map(|share| quantile(&twelve, share).unwrap());
    assert_eq!(cuts, [24.0, 28.75, 30.5, 31.0, 35.0]);
}

#[test]
fn one_odd_neighbour_does_not_move_the_median() {
    let odd = [14.1, 15.0, 13.2, 16.8, 14.4, 12.9, 15.7, 14.0, 13.8, 41.0];
    near(median(&odd).unwrap(), 14.25);
    near(odd.iter().sum::<f64>() / 10.0, 17.09);
    near(median(&[29.0, 31.0, 27.0, 35.0, 30.0, 24.0, 33.0, 28.0]).unwrap(), 29.5);
    near(median(&[5.0; 10]).unwrap(), 5.0);
    near(median(&[1.0, 2.0, 3.0, 4.0]).unwrap(), 2.5);
}
