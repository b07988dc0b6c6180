//! How many rows may be read for one answer.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::kit::{Code, Problem, Result};

/// Counts the rows that are read for one answer, of all tenants together, and refuses to read on beyond the most.
#[derive(Debug)]
pub struct RowBudget {
    most: u64,
    read: AtomicU64,
}

impl RowBudget {
    /// A budget of so many rows.
    pub fn new(most: u64) -> Self {
        RowBudget { most, read: AtomicU64::new(0) }
    }

    /// Counts rows that were read; `TOO_MANY_ROWS` when there were more than the most.
    pub(super) fn spend(&self, rows: usize) -> Result<()> {
        let rows = rows as u64;
        let read = self.read.fetch_add(rows, Ordering::Relaxed).saturating_add(rows);
        if read > self.most {
            return Err(Problem::new(Code::TooManyRows, &[]).with("most", self.most).into());
        }
        Ok(())
    }

    /// Begins anew, for the next answer.
    pub fn begin(&self) {
        self.read.store(0, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_may_be_read_and_no_row_more() {
        let budget = RowBudget::new(10);
        assert!(budget.spend(4).is_ok() && budget.spend(6).is_ok() && budget.spend(0).is_ok());
        assert!(budget.spend(1).is_err() && budget.spend(0).is_err());
        budget.begin();
        assert!(budget.spend(10).is_ok());
    }
}
