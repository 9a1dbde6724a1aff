//! Memory of queries: shared fairly, with a least amount for every step that can spill.

use datafusion::error::Result;
use datafusion::execution::memory_pool::{
    FairSpillPool, MemoryConsumer, MemoryLimit, MemoryPool, MemoryReservation,
};
use std::fmt;

/// What a step that can spill may hold however many others there are, bytes: two wide batches of
/// rows for the steps that sort, which take the first before they have anything to spill.
const LEAST: usize = 96 << 20;

/// A [`FairSpillPool`] in which the share of a step never falls below [`LEAST`].
///
/// The fair share counts every step that *could* spill, also those that hold nothing. With many
/// steps in a query, and several parts of it computed side by side, it falls below one batch of
/// wide rows, and a query would fail with most of the memory free: the more processors, the sooner.
#[derive(Debug)]
pub(super) struct QueryMemory(FairSpillPool);

impl QueryMemory {
    /// `size` bytes, beyond which only what is least is given.
    pub(super) fn new(size: usize) -> Self {
        Self(FairSpillPool::new(size))
    }
}

impl fmt::Display for QueryMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl MemoryPool for QueryMemory {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn register(&self, consumer: &MemoryConsumer) {
        self.0.register(consumer);
    }

    fn unregister(&self, consumer: &MemoryConsumer) {
        self.0.unregister(consumer);
    }

    fn grow(&self, reservation: &MemoryReservation, additional: usize) {
        self.0.grow(reservation, additional);
    }

    fn shrink(&self, reservation: &MemoryReservation, shrink: usize) {
        self.0.shrink(reservation, shrink);
    }

    fn try_grow(&self, reservation: &MemoryReservation, additional: usize) -> Result<()> {
        self.0.try_grow(reservation, additional).or_else(|refused| {
            let spills = reservation.consumer().can_spill();
            if spills && reservation.size() + additional <= LEAST {
                self.0.grow(reservation, additional);
                return Ok(());
            }
            Err(refused)
        })
    }

    fn reserved(&self) -> usize {
        self.0.reserved()
    }

    fn memory_limit(&self) -> MemoryLimit {
        self.0.memory_limit()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn a_step_gets_its_least_share_among_many_that_hold_nothing() {
        let pool: Arc<dyn MemoryPool> = Arc::new(QueryMemory::new(1 << 30));
        let step = |name: &str| MemoryConsumer::new(name).with_can_spill(true).register(&pool);
        let idle: Vec<MemoryReservation> = (0..99).map(|n| step(&format!("idle {n}"))).collect();
        let sorting = step("sorting");
        assert!(sorting.try_grow(LEAST).is_ok());
        // Beyond that it spills.
        assert!(sorting.try_grow(1).is_err());
        assert_eq!(pool.reserved(), LEAST);
        drop(sorting);
        assert_eq!(pool.reserved(), 0);
        // With few others the fair share is larger.
        drop(idle);
        assert!(step("alone").try_grow(4 * LEAST).is_ok());
    }

    #[test]
    fn what_cannot_spill_is_bounded_by_the_whole() {
        let pool: Arc<dyn MemoryPool> = Arc::new(QueryMemory::new(LEAST / 2));
        let joining = MemoryConsumer::new("joining").register(&pool);
        assert!(joining.try_grow(LEAST / 2).is_ok());
        assert!(joining.try_grow(1).is_err());
    }
}
