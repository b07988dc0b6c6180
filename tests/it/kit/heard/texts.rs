//! The text of a statement without what differs from one time to the next: numbers of places, and how long its lists are.

/// A statement as it is compared: every place for a value is `?`, and what is repeated, a list of values or of conditions that are
/// alike, stands there once.
pub fn text_of(statement: &str) -> String {
    let mut text = places(statement);
    for (list, once) in [("?, ?", "?"), ("(?), (?)", "(?)")] {
        while text.contains(list) {
            text = text.replace(list, once);
        }
    }
    alternatives(&text)
}

/// Places for values as `?`, and what stands between quotes as `'…'`: scopes, which are made of numbers and ids.
fn places(statement: &str) -> String {
    let mut text = String::with_capacity(statement.len());
    let mut signs = statement.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '$' => {
                while signs.next_if(char::is_ascii_digit).is_some() {}
                text.push('?');
            }
            '\'' => {
                while signs.next().is_some_and(|inside| inside != '\'') {}
                text.push_str("'…'");
            }
            sign if sign.is_whitespace() => {
                if !text.ends_with(' ') {
                    text.push(' ');
                }
            }
            sign => text.push(sign),
        }
    }
    text
}

/// The text with each of several alternatives that are alike once: `(a = ?) OR (a = ?)` is `(a = ?)`.
fn alternatives(text: &str) -> String {
    let mut text = text.to_owned();
    loop {
        let found = text.match_indices(" OR ").find_map(|(at, or)| {
            let after = &text[at + or.len()..];
            let other = group(after)?;
            text[..at].ends_with(other).then(|| (at, at + or.len() + other.len()))
        });
        match found {
            Some((from, to)) => text.replace_range(from..to, ""),
            None => return text,
        }
    }
}

/// What begins here in parentheses, with them.
pub fn group(text: &str) -> Option<&str> {
    let mut open = 0_i32;
    for (at, sign) in text.char_indices() {
        match sign {
            '(' => open += 1,
            ')' => open -= 1,
            _ => {}
        }
        if open == 0 {
            return (at > 0).then(|| &text[..=at]);
        }
    }
    None
}

#[test]
fn what_differs_from_time_to_time_is_left_out() {
    for (one, other) in [
        ("SELECT a FROM t WHERE b IN ($1, $2, $3)", "SELECT a FROM t WHERE b IN ($1)"),
        ("SELECT a FROM t LIMIT $12", "SELECT  a FROM t LIMIT ?"),
        ("SET LOCAL app.tenant = '1'", "SET LOCAL app.tenant = '204'"),
        ("INSERT INTO t VALUES ($1, $2), ($3, $4)", "INSERT INTO t VALUES ($1, $2)"),
        ("WHERE (a = $1 AND b = $2) OR (a = $3 AND b = $4)", "WHERE (a = $1 AND b = $2)"),
    ] {
        assert_eq!(text_of(one), text_of(other));
    }
    assert_ne!(text_of("WHERE (a = $1) OR (b = $2)"), text_of("WHERE (a = $1)"));
    assert_ne!(text_of("SELECT a FROM t"), text_of("SELECT b FROM t"));
}
