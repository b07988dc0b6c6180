//! What changed in a list whose order means something.
//!
//! Entries of both lists are paired first where they are equal, then by what names them, the first with the first. What
//! has no partner was added or removed. Of pairs that cross one another, those that cross most are moved until no two
//! do: one entry taken from the end to the beginning is one move, not a move of all the others. Every step treats both
//! lists alike, so that the way back is the mirror of the way there.

use std::collections::BTreeMap;

/// What became of one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change<T> {
    Added(T),
    Removed(T),
    /// Before and after.
    Changed(T, T),
}

impl<T> Change<T> {
    pub fn before(&self) -> Option<&T> {
        match self {
            Change::Removed(before) | Change::Changed(before, _) => Some(before),
            Change::Added(_) => None,
        }
    }

    pub fn after(&self) -> Option<&T> {
        match self {
            Change::Added(after) | Change::Changed(_, after) => Some(after),
            Change::Removed(_) => None,
        }
    }
}

/// What became of one entry of a list. Places count from 0. An entry that is in no change kept its content and its place
/// among those that did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListChange<T> {
    /// What it says. Of an entry that only moved, the same twice.
    pub change: Change<T>,
    /// Where it stood; `None` of what was added.
    pub from: Option<usize>,
    /// Where it stands; `None` of what was removed.
    pub to: Option<usize>,
    /// Whether it left its place among the others.
    pub moved: bool,
}

/// What names an entry, so that a changed one is known again; `None` where it has no such name.
pub type Name<'a, T> = &'a dyn Fn(&T) -> Option<String>;

/// What has to be done to `before` so that it is `after`; `names` in the order in which they are tried. Sorted by where
/// entries stand afterwards; what was removed comes by where it stood, before what stands there now.
pub fn list_changes<T: Clone + PartialEq>(
    before: &[T],
    after: &[T],
    names: &[Name<T>],
) -> Vec<ListChange<T>> {
    let mut pairs = Pairs::new(before.len(), after.len());
    pairs.equal(before, after);
    for name in names {
        pairs.named(before, after, name);
    }
    let mut changes = pairs.changes(before, after);
    changes.sort_by_key(|change| (change.to.or(change.from), change.to.is_some(), change.from));
    changes
}

/// The same of texts, which have no name: those that share most of their words are taken for one another.
pub fn text_changes(before: &[String], after: &[String]) -> Vec<ListChange<String>> {
    let mut pairs = Pairs::new(before.len(), after.len());
    pairs.equal(before, after);
    pairs.alike(before, after);
    let mut changes = pairs.changes(before, after);
    changes.sort_by_key(|change| (change.to.or(change.from), change.to.is_some(), change.from));
    changes
}

/// Which entry of the one list is which of the other.
struct Pairs {
    /// By place before: the place after.
    forth: Vec<Option<usize>>,
    /// By place after: the place before.
    back: Vec<Option<usize>>,
}

impl Pairs {
    fn new(before: usize, after: usize) -> Self {
        Pairs { forth: vec![None; before], back: vec![None; after] }
    }

    fn join(&mut self, from: usize, to: usize) {
        if let (Some(forth), Some(back)) = (self.forth.get_mut(from), self.back.get_mut(to)) {
            (*forth, *back) = (Some(to), Some(from));
        }
    }

    fn free(places: &[Option<usize>]) -> Vec<usize> {
        places.iter().enumerate().filter(|(_, partner)| partner.is_none()).map(|(place, _)| place).collect()
    }

    /// Pairs what is equal: the first of several with the first.
    fn equal<T: PartialEq>(&mut self, before: &[T], after: &[T]) {
        for (from, entry) in before.iter().enumerate() {
            let free = |to: &usize| self.back[*to].is_none() && after[*to] == *entry;
            if let Some(to) = (0..after.len()).find(free) {
                self.join(from, to);
            }
        }
    }

    /// Pairs what is left and has the same name.
    fn named<T>(&mut self, before: &[T], after: &[T], name: Name<T>) {
        let mut waiting: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for to in Self::free(&self.back).into_iter().rev() {
            if let Some(name) = name(&after[to]) {
                waiting.entry(name).or_default().push(to);
            }
        }
        for from in Self::free(&self.forth) {
            let to = name(&before[from]).and_then(|name| waiting.get_mut(&name)?.pop());
            if let Some(to) = to {
                self.join(from, to);
            }
        }
    }

    /// Pairs texts that are left and share at least half of their words, the most alike first.
    fn alike(&mut self, before: &[String], after: &[String]) {
        let words = |texts: &[String], places: &[usize]| -> Vec<BTreeMap<String, usize>> {
            let counted = |place: &usize| {
                let mut words = BTreeMap::new();
                for word in texts[*place].split_whitespace() {
                    *words.entry(word.to_lowercase()).or_default() += 1;
                }
                words
            };
            places.iter().map(counted).collect()
        };
        let (from, to) = (Self::free(&self.forth), Self::free(&self.back));
        let (one, other) = (words(before, &from), words(after, &to));
        let mut likely = Vec::new();
        for (i, left) in one.iter().enumerate() {
            for (j, right) in other.iter().enumerate() {
                let shared: usize = left
                    .iter()
                    .map(|(word, count)| right.get(word).map_or(0, |other| *count.min(other)))
                    .sum();
                let all = left.values().sum::<usize>() + right.values().sum::<usize>();
                // Shared of all, in thousandths: two texts of the same words have 500.
                let alike = shared * 1_000 / all.max(1);
                if alike >= 250 {
                    likely.push((alike, from[i], to[j]));
                }
            }
        }
        // Two entries of the same rank lie across the diagonal from each other and never want the same partner.
        likely.sort_by_key(|(alike, from, to)| (std::cmp::Reverse(*alike), from + to, from.abs_diff(*to)));
        for (_, from, to) in likely {
            if self.forth[from].is_none() && self.back[to].is_none() {
                self.join(from, to);
            }
        }
    }

    /// By place before: whether the entry left its place among the others.
    fn moved(&self) -> Vec<bool> {
        let mut moved = vec![false; self.forth.len()];
        let mut staying: Vec<(usize, usize)> =
            self.forth.iter().enumerate().filter_map(|(from, to)| Some((from, (*to)?))).collect();
        loop {
            let crossings = |(from, to): &(usize, usize)| {
                staying
                    .iter()
                    .filter(|other| (other.0 < *from) != (other.1 < *to) && other.0 != *from)
                    .count()
            };
            let counts: Vec<usize> = staying.iter().map(crossings).collect();
            let Some(most) = counts.iter().copied().max().filter(|most| *most > 0) else { return moved };
            let mut next = Vec::with_capacity(staying.len());
            for (pair, count) in staying.iter().zip(counts) {
                if count == most {
                    moved[pair.0] = true;
                } else {
                    next.push(*pair);
                }
            }
            staying = next;
        }
    }

    fn changes<T: Clone + PartialEq>(&self, before: &[T], after: &[T]) -> Vec<ListChange<T>> {
        let moved = self.moved();
        let mut changes = Vec::new();
        for (from, entry) in before.iter().enumerate() {
            match self.forth[from] {
                Some(to) if after[to] == *entry && !moved[from] => {}
                Some(to) => changes.push(ListChange {
                    change: Change::Changed(entry.clone(), after[to].clone()),
                    from: Some(from),
                    to: Some(to),
                    moved: moved[from],
                }),
                None => changes.push(ListChange {
                    change: Change::Removed(entry.clone()),
                    from: Some(from),
                    to: None,
                    moved: false,
                }),
            }
        }
        for to in Self::free(&self.back) {
            changes.push(ListChange {
                change: Change::Added(after[to].clone()),
                from: None,
                to: Some(to),
                moved: false,
            });
        }
        changes
    }
}
