//! Labels that would collide are moved apart, in their order, within their room.

/// Moves label positions apart until each is `gap` from the next, none before `low`
/// or after `high`; the order stays. Positions are given sorted or not.
pub(super) fn spread(places: &mut [f64], gap: f64, low: f64, high: f64) {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by(|a, b| places[*a].total_cmp(&places[*b]));
    // Pools of labels that touch share the shift, so that both of a pair move as far.
    let mut pools: Vec<(f64, usize)> = Vec::new();
    for place in &order {
        pools.push((places[*place].clamp(low, high), 1));
        while let [.., (above, n), (below, m)] = pools.as_slice() {
            let (above, n, below, m) = (*above, *n, *below, *m);
            let apart = gap * (n + m) as f64 / 2.0;
            if below - above >= apart - 1e-9 {
                break;
            }
            let count = n + m;
            // The middle of the pool: mean of the wished places, each less its offset.
            let middle = (above * n as f64 + below * m as f64) / count as f64;
            let half = gap * (count - 1) as f64 / 2.0;
            let middle = middle.min(high - half).max(low + half);
            pools.truncate(pools.len() - 2);
            pools.push((middle, count));
        }
    }
    let mut next = 0;
    for (middle, count) in pools {
        let first = middle - gap * (count - 1) as f64 / 2.0;
        for step in 0..count {
            places[order[next]] = first + gap * step as f64;
            next += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::spread;

    #[test]
    fn labels_that_touch_move_as_far_as_each_other_and_keep_their_order() {
        let mut pair = [100.0, 110.0];
        spread(&mut pair, 34.0, 0.0, 300.0);
        assert_eq!(pair, [88.0, 122.0]);
        let mut far = [200.0, 10.0];
        spread(&mut far, 34.0, 0.0, 300.0);
        assert_eq!(far, [200.0, 10.0]);
        let mut edge = [295.0, 298.0, 299.0];
        spread(&mut edge, 30.0, 0.0, 300.0);
        assert_eq!(edge, [240.0, 270.0, 300.0]);
    }
}
