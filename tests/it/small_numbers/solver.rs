//! Finds out what can be found out from sums: unknown numbers from zero on, and what some of them are together. It knows nothing of
//! the rule by which sums are shown.

use std::collections::{BTreeMap, BTreeSet};

/// Which agency's number it is, of which period, in which version of its report, of which count.
pub type Cell = (&'static str, &'static str, usize, &'static str);

/// What has been read: sums of cells.
#[derive(Default)]
pub struct Sums(BTreeSet<(BTreeSet<Cell>, i64)>);

/// `coefficients · cells = constant`.
#[derive(Clone)]
struct Row {
    of: BTreeMap<Cell, i128>,
    is: i128,
}

impl Row {
    /// This row less another one, so that a cell is in it no more.
    fn without(&self, cell: Cell, other: &Row) -> Row {
        let (Some(own), Some(theirs)) = (self.of.get(&cell), other.of.get(&cell)) else {
            return self.clone();
        };
        let (own, theirs) = (*own, *theirs);
        let mut of: BTreeMap<Cell, i128> = self.of.iter().map(|(cell, by)| (*cell, by * theirs)).collect();
        for (cell, by) in &other.of {
            *of.entry(*cell).or_default() -= by * own;
        }
        of.retain(|_, by| *by != 0);
        Row { of, is: self.is * theirs - other.is * own }.lowest()
    }

    /// The same in lowest terms, the first coefficient positive.
    fn lowest(self) -> Row {
        let divisor = self.of.values().chain([&self.is]).fold(0, |one, other| common(one, *other)).max(1);
        let sign = if self.of.values().next().is_some_and(|first| *first < 0) { -1 } else { 1 };
        let by = divisor * sign;
        Row { of: self.of.into_iter().map(|(cell, of)| (cell, of / by)).collect(), is: self.is / by }
    }
}

fn common(one: i128, other: i128) -> i128 {
    if other == 0 { one.abs() } else { common(other, one % other) }
}

impl Sums {
    pub fn add(&mut self, cells: impl IntoIterator<Item = Cell>, sum: i64) {
        self.0.insert((cells.into_iter().collect(), sum));
    }

    /// What somebody else has read besides.
    pub fn extend(&mut self, other: Sums) {
        self.0.extend(other.0);
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    fn rows(&self) -> Vec<Row> {
        let row = |(cells, sum): &(BTreeSet<Cell>, i64)| Row {
            of: cells.iter().map(|cell| (*cell, 1)).collect(),
            is: (*sum).into(),
        };
        self.0.iter().map(row).collect()
    }

    /// Gauss: each cell that leads a row is in no other one.
    fn eliminated(&self) -> Vec<Row> {
        let mut done: Vec<(Cell, Row)> = Vec::new();
        for mut row in self.rows() {
            for (cell, known) in &done {
                row = row.without(*cell, known);
            }
            let Some(lead) = row.of.keys().next().copied() else {
                assert_eq!(row.is, 0, "what was read contradicts itself");
                continue;
            };
            for (_, known) in &mut done {
                *known = known.without(lead, &row);
            }
            done.push((lead, row));
        }
        done.into_iter().map(|(_, row)| row).collect()
    }

    /// The cells whose numbers can be nothing else, and these: by elimination, and by what is left between the bounds.
    pub fn found_out(&self) -> BTreeMap<Cell, i64> {
        let mut rows = self.rows();
        rows.extend(self.eliminated());
        let cells: BTreeSet<Cell> = rows.iter().flat_map(|row| row.of.keys().copied()).collect();
        let most: i128 = rows.iter().map(|row| row.is.abs()).sum::<i128>() + 1;
        let mut bounds: BTreeMap<Cell, (i128, i128)> =
            cells.into_iter().map(|cell| (cell, (0, most))).collect();
        for _ in 0..50 {
            let before = bounds.clone();
            for row in &rows {
                narrow(row, &mut bounds);
            }
            if bounds == before {
                break;
            }
        }
        let found = bounds.into_iter().filter(|(_, (least, greatest))| least == greatest);
        found.map(|(cell, (number, _))| (cell, i64::try_from(number).unwrap())).collect()
    }
}

/// What a row leaves to each of its cells when the others are anything between their bounds.
fn narrow(row: &Row, bounds: &mut BTreeMap<Cell, (i128, i128)>) {
    for (cell, by) in &row.of {
        let (mut least, mut greatest) = (row.is, row.is);
        for (other, of) in row.of.iter().filter(|(other, _)| *other != cell) {
            let (low, high) = bounds[other];
            let (one, two) = (low * of, high * of);
            least -= one.max(two);
            greatest -= one.min(two);
        }
        let (low, high) = if *by > 0 { (least, greatest) } else { (-greatest, -least) };
        let by = by.abs();
        let own = bounds.get_mut(cell).unwrap();
        *own = (
            own.0.max(low.div_euclid(by) + i128::from(low.rem_euclid(by) != 0)),
            own.1.min(high.div_euclid(by)),
        );
    }
}

#[test]
fn it_finds_out_what_sums_give_away_and_nothing_else() {
    let cell = |agency| (agency, "2018-Q1", 1, "denunciation_received");
    let [a, b, c, d] = ["A", "B", "C", "D"].map(cell);
    let mut sums = Sums::default();
    sums.add([a, b, c], 5);
    sums.add([a, b, c, d], 6);
    let found = |sums: &Sums| sums.found_out().into_iter().collect::<Vec<(Cell, i64)>>();
    assert_eq!(found(&sums), [(d, 1)], "the difference of two sums");
    sums.add([a, b], 5);
    assert_eq!(found(&sums), [(c, 0), (d, 1)]);
    // Nothing is less than zero.
    let mut sums = Sums::default();
    sums.add([a, b], 0);
    assert_eq!(found(&sums), [(a, 0), (b, 0)]);
    // Three pairs.
    let mut sums = Sums::default();
    sums.add([a, b], 3);
    sums.add([b, c], 4);
    sums.add([a, c], 5);
    assert_eq!(found(&sums), [(a, 2), (b, 1), (c, 3)]);
    let mut sums = Sums::default();
    sums.add([a, b, c], 3);
    sums.add([a, b, c, d], 7);
    assert_eq!(found(&sums), [(d, 4)]);
}
