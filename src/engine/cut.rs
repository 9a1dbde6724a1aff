//! Which measures are computed together: about as many figures a part, and as few parts as the work
//! deserves.

use super::error::EngineError;
use super::parts::Part;
use super::rows::Rows;
use super::typed::row;
use super::workers::Workers;
use datafusion::execution::context::SessionContext;

/// Compared figures of a part, at least. Half as many need a sixth less memory and a twentieth more time.
const FIGURES: u64 = 20_000;
/// Even for one area: the first steps read the figures of all, and two parts take two threads.
const MIN_PARTS: u64 = 2;
const MAX_PARTS: u64 = 32;
const MEASURES: &str = "select staged.measure_id, min(measures.measure_no) as measure_no, \
                        cast(count(*) as double) as figures \
                        from staged inner join measures on staged.measure_id = measures.measure_id \
                        group by staged.measure_id order by staged.measure_id";

row! {
    /// A measure that was staged, with its number and its figures.
    struct Measure {
        id: String = "measure_id",
        number: i32 = "measure_no",
        figures: u64,
    }
}

/// Cuts the staged measures into parts of about as many figures. Which areas are compared
/// decides how much a figure costs: for a few of them one part a thread is enough.
///
/// # Errors
/// `staged`, `compared_areas` or `areas` cannot be read.
pub(super) async fn parts(
    context: &SessionContext,
    workers: &Workers,
) -> Result<Vec<Part>, EngineError> {
    let measures = Rows::of(context, MEASURES).await?;
    let sql = "select cast((select count(*) from compared_areas) as double) \
               / cast((select count(*) from areas) as double) as compared";
    let areas = Rows::of(context, sql).await?;
    let compared = areas.only::<Option<f64>>("compared")?.filter(|share| share.is_finite());
    let least = match workers.cluster {
        None if workers.jobs == 1 => 1,
        _ => MIN_PARTS,
    };
    Ok(cut(&measures.read::<Measure>()?, compared.unwrap_or(1.0).min(1.0), least))
}

fn cut(measures: &[Measure], compared: f64, least: u64) -> Vec<Part> {
    let total: u64 = measures.iter().map(|measure| measure.figures).sum();
    let wanted = (total as f64 * compared) as u64 / FIGURES;
    // To plan a second part of few figures would take longer than to compute it.
    let least = if total < FIGURES { 1 } else { least };
    let each = total / wanted.clamp(least, MAX_PARTS) + 1;
    let mut parts: Vec<Part> = Vec::new();
    let (mut passed, mut begun) = (0, None);
    for measure in measures {
        let number = passed / each;
        match parts.last_mut().filter(|_| begun == Some(number)) {
            Some(part) => part.reach(&measure.id, measure.number),
            None => parts.push(Part::of(&measure.id, measure.number)),
        }
        begun = Some(number);
        passed += measure.figures;
    }
    parts
}

#[cfg(test)]
impl Part {
    /// Every measure a part, the last of them all that are left.
    pub(super) async fn cut_into(context: &SessionContext, wanted: usize) -> Vec<Self> {
        let measures = Rows::of(context, MEASURES).await.unwrap().read::<Measure>().unwrap();
        let mut parts: Vec<Self> =
            measures[..wanted].iter().map(|m| Self::of(&m.id, m.number)).collect();
        let last = &measures[measures.len() - 1];
        parts[wanted - 1].reach(&last.id, last.number);
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_hold_every_measure_once_and_are_as_many_as_the_work_deserves() {
        let some = |figures: &dyn Fn(u64) -> u64| -> Vec<Measure> {
            let of = |n: u64| Measure {
                id: format!("m{n:02}"),
                number: 3 * n as i32,
                figures: figures(n),
            };
            (0..40).map(of).collect()
        };
        let measures = some(&|n| 1_500 * (1 + n % 7));
        for (compared, most) in [(0.0, 2), (0.01, 2), (0.5, 5), (1.0, 11)] {
            let parts = cut(&measures, compared, MIN_PARTS);
            assert!(parts.len() <= most && (compared < 0.5 || parts.len() == most), "{parts:?}");
            assert_eq!(parts[0].holds("m00", 0), [true, true]);
            assert_eq!(parts[parts.len() - 1].holds("m39", 3 * 39), [true, true]);
            let held = |part: &Part| {
                let by = |side: usize| {
                    measures.iter().filter(|m| part.holds(&m.id, m.number)[side]).count()
                };
                let count = by(0);
                assert_eq!(by(1), count);
                count
            };
            assert_eq!(parts.iter().map(held).sum::<usize>(), 40);
        }
        assert_eq!(cut(&measures, 0.01, 1).len(), 1);
        let few = some(&|_| 400);
        assert_eq!(cut(&few, 1.0, MIN_PARTS).len(), 1);
        let large = some(&|_| 1 << 20);
        assert_eq!(cut(&large, 1.0, 1).len(), 32, "no more than can be written at once");
        assert_eq!(cut(&[], 1.0, MIN_PARTS), []);
    }
}
