//! Which entries of the register may be one model: their names say the same, whatever the case, the diacritics, the order of
//! the words or a slip of the pen.
//!
//! Names are compared by a folded key and by Dice's measure over their words and over the pairs of letters of their sorted
//! words, in whole percent: no floating point.

use std::collections::{BTreeMap, BTreeSet};

use crate::kit::text;

/// From how many percent on two names are suspected to be one.
pub const SUSPECTED: u32 = 85;
/// A word that more names have than this tells nothing, and leads to no pair by itself.
const COMMON: usize = 60;

/// Words that every other model's name begins with.
const EMPTY_WORDS: [&str; 2] = ["mo", "hinh"];

/// A name, made ready to be compared.
#[derive(Clone, Debug)]
pub struct Name {
    words: Vec<String>,
    pairs: Vec<(char, char)>,
}

impl Name {
    /// The words of a name, folded and sorted; "mô hình" in front of it says nothing.
    pub fn of(name: &str) -> Self {
        let folded = text::fold(name);
        let all: Vec<&str> =
            folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let rest = if all.starts_with(&EMPTY_WORDS) && all.len() > 2 { &all[2..] } else { &all[..] };
        let mut words: Vec<String> = rest.iter().map(|word| (*word).to_owned()).collect();
        words.sort_unstable();
        let letters: Vec<char> = words.join(" ").chars().collect();
        let mut pairs: Vec<(char, char)> = letters.windows(2).map(|two| (two[0], two[1])).collect();
        pairs.sort_unstable();
        Name { words, pairs }
    }

    /// How far two names say the same, in percent.
    pub fn alike(&self, other: &Name) -> u32 {
        if self.words == other.words {
            return 100;
        }
        // Names that differ in a number differ: the second group is not the first.
        let numbers = |name: &Name| -> Vec<String> {
            name.words.iter().filter(|word| word.bytes().all(|b| b.is_ascii_digit())).cloned().collect()
        };
        if numbers(self) != numbers(other) {
            return 0;
        }
        dice(&self.words, &other.words).max(dice(&self.pairs, &other.pairs)).min(99)
    }
}

/// Dice's measure of two sorted lists, in percent.
fn dice<T: Ord>(one: &[T], other: &[T]) -> u32 {
    let (mut at, mut beside, mut common) = (0, 0, 0usize);
    while let (Some(left), Some(right)) = (one.get(at), other.get(beside)) {
        match left.cmp(right) {
            std::cmp::Ordering::Less => at += 1,
            std::cmp::Ordering::Greater => beside += 1,
            std::cmp::Ordering::Equal => (at, beside, common) = (at + 1, beside + 1, common + 1),
        }
    }
    let all = one.len() + other.len();
    (200 * common).checked_div(all).map_or(100, |share| u32::try_from(share).unwrap_or(0))
}

/// The pairs of positions whose names are suspected to be one, with how far they are alike: the most alike first.
pub fn pairs(names: &[Name]) -> Vec<(usize, usize, u32)> {
    let mut by_word: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut by_key: BTreeMap<&[String], Vec<usize>> = BTreeMap::new();
    for (position, name) in names.iter().enumerate() {
        by_key.entry(&name.words).or_default().push(position);
        for word in name.words.iter().collect::<BTreeSet<_>>() {
            by_word.entry(word).or_default().push(position);
        }
    }
    let mut candidates = BTreeSet::new();
    let rare = by_word.values().filter(|positions| positions.len() <= COMMON);
    for positions in rare.chain(by_key.values()) {
        for (index, one) in positions.iter().enumerate() {
            candidates.extend(positions[index + 1..].iter().map(|other| (*one, *other)));
        }
    }
    let mut found: Vec<(usize, usize, u32)> = candidates
        .into_iter()
        .map(|(one, other)| (one, other, names[one].alike(&names[other])))
        .filter(|(_, _, alike)| *alike >= SUSPECTED)
        .collect();
    found.sort_by_key(|(one, other, alike)| (std::cmp::Reverse(*alike), *one, *other));
    found
}

/// For each of some things, the first of those it is one with, by pairs that are the same; directly or through others.
pub fn groups<T: Ord + Copy>(same: &[(T, T)]) -> BTreeMap<T, T> {
    let mut first: BTreeMap<T, T> = BTreeMap::new();
    let root = |first: &BTreeMap<T, T>, mut of: T| {
        while let Some(next) = first.get(&of).filter(|next| **next != of) {
            of = *next;
        }
        of
    };
    for (one, other) in same {
        let (one, other) = (root(&first, *one), root(&first, *other));
        let (low, high) = (one.min(other), one.max(other));
        first.insert(high, low);
        first.entry(low).or_insert(low);
    }
    let keys: Vec<T> = first.keys().copied().collect();
    keys.into_iter().map(|key| (key, root(&first, key))).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use proptest::prelude::*;

    fn alike(one: &str, other: &str) -> u32 {
        Name::of(one).alike(&Name::of(other))
    }

    #[test]
    fn case_diacritics_order_and_slips_do_not_hide_a_name() {
        assert_eq!(alike("Công sở thân thiện, gần dân", "CONG SO THAN THIEN GAN DAN"), 100);
        assert_eq!(alike("Công sở thân thiện, gần dân", "Gần dân - Công sở thân thiện"), 100);
        assert_eq!(alike("Nhà nƣớc thân thiện", "Nhà nước thân thiện"), 100);
        assert_eq!(alike("Mô hình Tủ sách cộng đồng", "Tủ sách cộng đồng"), 100);
        assert!(alike("Liên kết tiêu thụ nông sản", "Liên kêt tiêu thụ nông sảnn") >= SUSPECTED);
        assert!(alike("Tổ tự quản an ninh trật tự", "Tổ tự quản an ninh, trật tự xã") >= SUSPECTED);
        assert!(alike("Tủ sách cộng đồng", "Tuyến đường sáng, xanh, sạch, đẹp") < SUSPECTED);
        assert_eq!(alike("Tổ nhân dân tự quản số 1", "Tổ nhân dân tự quản số 2"), 0);
        assert_eq!(alike("Mô hình", "mô hình"), 100);
    }

    #[test]
    fn pairs_come_the_most_alike_first() {
        let names = [
            "Tủ sách cộng đồng",
            "Công sở thân thiện",
            "tu sach cong dong",
            "Tủ sách cộng đồngg",
            "Khác hẳn",
        ];
        let names: Vec<Name> = names.iter().map(|name| Name::of(name)).collect();
        let found = pairs(&names);
        assert_eq!(found[0], (0, 2, 100));
        assert_eq!(
            found.iter().map(|(one, other, _)| (*one, *other)).collect::<Vec<_>>(),
            [(0, 2), (0, 3), (2, 3)]
        );
    }

    #[test]
    fn what_is_the_same_through_others_is_the_same() {
        let groups = groups(&[(5, 9), (2, 5), (7, 8)]);
        assert_eq!(groups.into_iter().collect::<Vec<_>>(), [(2, 2), (5, 2), (7, 7), (8, 7), (9, 2)]);
    }

    proptest! {
        #[test]
        fn likeness_is_mutual_and_full_with_oneself(one in "[a-dA-D ]{0,12}", other in "[a-dA-D ]{0,12}") {
            prop_assert_eq!(alike(&one, &other), alike(&other, &one));
            prop_assert_eq!(alike(&one, &one), 100);
        }
    }
}
