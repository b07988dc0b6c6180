//! What a statement is made of: itself with `…` for its conditions, its order and what it sets, and each of these by itself. There are
//! as many conditions as there are filters and scopes, and as many statements as there are ways to put them together.

use super::texts::group;
use std::collections::BTreeSet;

/// What is taken out of a statement.
const TAKEN: [&str; 3] = [" ON ", " WHERE ", " ORDER BY "];

/// What comes after it.
const AFTER: [&str; 12] = [
    " INNER JOIN ",
    " LEFT JOIN ",
    " WHERE ",
    " GROUP BY ",
    " HAVING ",
    " ORDER BY ",
    " LIMIT ",
    " FOR ",
    " RETURNING ",
    " ON CONFLICT ",
    " UNION ",
    " EXCEPT ",
];

/// The parts of a statement, whose text is as [`super::text_of`] makes it.
pub fn parts(text: &str) -> BTreeSet<String> {
    let mut parts = BTreeSet::new();
    let frame = frame(text, &mut parts);
    parts.insert(frame);
    parts
}

/// A statement, or one within another, with `…` for what is taken out.
fn frame(text: &str, parts: &mut BTreeSet<String>) -> String {
    if text.starts_with("UPDATE ")
        && let Some(at) = outside(text, " SET ")
    {
        let (head, rest) = text.split_at(at + " SET ".len());
        let end = outside(rest, " WHERE ").unwrap_or(rest.len());
        let mut set = &rest[..end];
        while let Some(at) = outside(set, ", ") {
            let first = framed_within(&set[..at], parts);
            parts.insert(format!("{head}{first}"));
            set = &set[at + ", ".len()..];
        }
        let last = framed_within(set, parts);
        parts.insert(format!("{head}{last}"));
        return format!("{head}…{}", frame(&rest[end..], parts));
    }
    let first = TAKEN.iter().filter_map(|taken| Some((outside(text, taken)?, taken))).min();
    let Some((at, taken)) = first.filter(|_| !text.starts_with("INSERT ")) else {
        return framed_within(text, parts);
    };
    let (head, rest) = (&text[..at], &text[at + taken.len()..]);
    let end = AFTER.iter().filter_map(|after| outside(rest, after)).min().unwrap_or(rest.len());
    if *taken == " ORDER BY " {
        let order = framed_within(&rest[..end], parts);
        parts.insert(format!("ORDER BY {order}"));
    } else {
        conditions(&rest[..end], parts);
    }
    format!("{}{taken}…{}", framed_within(head, parts), frame(&rest[end..], parts))
}

/// A text with the frames of the statements that stand in it in parentheses.
fn framed_within(text: &str, parts: &mut BTreeSet<String>) -> String {
    let mut framed = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('(') {
        let Some(group) = group(&rest[at..]) else { break };
        let inside = &group[1..group.len() - 1];
        let inside =
            if inside.starts_with("SELECT ") { frame(inside, parts) } else { framed_within(inside, parts) };
        framed.push_str(&rest[..at]);
        framed.push_str(&format!("({inside})"));
        rest = &rest[at + group.len()..];
    }
    framed + rest
}

/// Every condition that stands in one, however they are tied together.
fn conditions(text: &str, parts: &mut BTreeSet<String>) {
    let text = text.trim();
    if let Some(negated) = text.strip_prefix("NOT ").filter(|negated| negated.starts_with('(')) {
        return conditions(negated, parts);
    }
    if group(text) == Some(text) && !text.starts_with("(SELECT ") {
        return conditions(&text[1..text.len() - 1], parts);
    }
    for tie in [" OR ", " AND "] {
        if let Some(at) = outside(text, tie) {
            conditions(&text[..at], parts);
            return conditions(&text[at + tie.len()..], parts);
        }
    }
    let condition = framed_within(text, parts);
    parts.insert(condition);
}

/// Where a word stands first outside of parentheses, of `CASE … END` and of `BETWEEN … AND`.
fn outside(text: &str, word: &str) -> Option<usize> {
    let (mut open, mut between) = (0_i32, false);
    for (at, sign) in text.char_indices() {
        let here = &text[at..];
        match sign {
            '(' => open += 1,
            ')' => open -= 1,
            ' ' if here.starts_with(" BETWEEN ") => between = true,
            ' ' if between && here.starts_with(" AND ") => between = false,
            _ if open == 0 && here.starts_with(word) => return Some(at),
            'C' if is_word(text, at, "CASE") => open += 1,
            'E' if is_word(text, at, "END") => open -= 1,
            _ => {}
        }
    }
    None
}

fn is_word(text: &str, at: usize, word: &str) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[at..].strip_prefix(word).map(|rest| rest.chars().next());
    let part_of_word = |sign: Option<char>| sign.is_some_and(|sign| sign.is_alphanumeric() || sign == '_');
    after.is_some_and(|after| !part_of_word(after)) && !part_of_word(before)
}

#[test]
fn a_statement_is_a_frame_and_conditions() {
    let of = |text| parts(text).into_iter().collect::<Vec<_>>();
    assert_eq!(of("SET LOCAL app.tenant = '…'"), ["SET LOCAL app.tenant = '…'"]);
    assert_eq!(
        of(
            "SELECT a FROM t WHERE b = ? AND (c < ? OR (c = ? AND NOT (d IS NULL))) AND e BETWEEN ? AND ? ORDER BY a LIMIT ?"
        ),
        [
            "ORDER BY a",
            "SELECT a FROM t WHERE … ORDER BY … LIMIT ?",
            "b = ?",
            "c < ?",
            "c = ?",
            "d IS NULL",
            "e BETWEEN ? AND ?"
        ]
    );
    assert_eq!(
        of(
            "SELECT COUNT(*) FROM (SELECT a FROM t WHERE b = ? AND c IN (SELECT d FROM u WHERE e = ? OR f = ?)) AS s"
        ),
        [
            "SELECT COUNT(*) FROM (SELECT a FROM t WHERE …) AS s",
            "b = ?",
            "c IN (SELECT d FROM u WHERE …)",
            "e = ?",
            "f = ?"
        ]
    );
    assert_eq!(
        of(
            "SELECT a FROM t WHERE CASE WHEN b = ? AND c THEN d ELSE e END = ? UNION SELECT a FROM u WHERE g = ?"
        ),
        [
            "CASE WHEN b = ? AND c THEN d ELSE e END = ?",
            "SELECT a FROM t WHERE … UNION SELECT a FROM u WHERE …",
            "g = ?"
        ]
    );
    assert_eq!(
        of("UPDATE t SET a = ?, b = COALESCE(?, b) WHERE c = ? RETURNING d"),
        [
            "UPDATE t SET a = ?",
            "UPDATE t SET b = COALESCE(?, b)",
            "UPDATE t SET … WHERE … RETURNING d",
            "c = ?"
        ]
    );
    assert_eq!(
        of(
            "SELECT a FROM t INNER JOIN u ON u.b = t.b AND u.c = ? LEFT JOIN v ON (v.d = ? OR v.e = ?) ORDER BY t.a DESC, u.b ASC"
        ),
        [
            "ORDER BY t.a DESC, u.b ASC",
            "SELECT a FROM t INNER JOIN u ON … LEFT JOIN v ON … ORDER BY …",
            "u.b = t.b",
            "u.c = ?",
            "v.d = ?",
            "v.e = ?"
        ]
    );
    // What would be somebody's own text is a part of its own.
    assert!(of("SELECT a FROM t WHERE b = ? OR 1 = 1").contains(&"1 = 1".to_owned()));
}
