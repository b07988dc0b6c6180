//! Text that people type: what is refused, what is normalised, and how it is folded for search.

use super::problem::{Code, Problem};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The longest narrative, in characters.
pub const MAX_NARRATIVE: usize = 20_000;
/// The longest note or title, in characters.
pub const MAX_NOTE: usize = 2_000;
/// The longest name, in characters.
pub const MAX_NAME: usize = 300;

/// The text in NFC with its lines ended by a line feed, or what is wrong with it: too long, control or bidirectional
/// characters.
///
/// Line feeds and tabs are text; every other control character, and what reorders text on a screen, is not.
pub fn clean(text: &str, most: usize, path: &[&str]) -> Result<String, Problem> {
    // What a browser's text area and Windows end lines with.
    let clean: String = text.replace("\r\n", "\n").nfc().collect();
    if clean.chars().count() > most {
        return Err(Problem::new(Code::TextTooLong, path).with("most", most));
    }
    match clean.chars().find(|c| is_forbidden(*c)) {
        Some(c) => Err(forbidden(c, path)),
        None => Ok(clean),
    }
}

/// That a text has a character that it must not have.
pub fn forbidden(character: char, path: &[&str]) -> Problem {
    Problem::new(Code::ForbiddenCharacter, path).with("character", format!("U+{:04X}", u32::from(character)))
}

fn is_forbidden(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        // Bidirectional marks, embeddings, overrides and isolates; invisible joiners; byte-order mark; line separators.
        '\u{061C}'
        | '\u{200B}'..='\u{200F}'
        | '\u{2028}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}'
        | '\u{FEFF}' => true,
        c => {
            c.is_control()
                || ('\u{FFF9}'..='\u{FFFB}').contains(&c)
                || ('\u{E0000}'..='\u{E007F}').contains(&c)
        }
    }
}

/// A text that says something, without blanks around it; `TEXT_EMPTY` when it is blank.
pub fn required(text: &str, most: usize, path: &[&str]) -> Result<String, Problem> {
    match text.trim() {
        "" => Err(Problem::new(Code::TextEmpty, path)),
        text => clean(text, most, path),
    }
}

/// The same, where it stands on one line wherever it is shown: names, codes, logins.
pub fn one_line(text: &str, most: usize, path: &[&str]) -> Result<String, Problem> {
    let clean = required(text, most, path)?;
    match clean.chars().find(|c| matches!(c, '\n' | '\t')) {
        Some(c) => Err(forbidden(c, path)),
        None => Ok(clean),
    }
}

/// A reason for a decision, at most [`MAX_NOTE`] characters; `REASON_REQUIRED` when it is blank.
pub fn reason(text: &str, path: &[&str]) -> Result<String, Problem> {
    match text.trim() {
        "" => Err(Problem::new(Code::ReasonRequired, path)),
        text => clean(text, MAX_NOTE, path),
    }
}

/// Whether a database can hold a text, and so whether looking for it there is any use: PostgreSQL takes no null.
pub fn can_be_stored(text: &str) -> bool {
    !text.contains('\0')
}

/// A code that nobody knows, as far as a message may repeat it: short, and without what plays tricks on a screen.
pub fn shown(code: &str) -> String {
    const MOST: usize = 64;
    let short: String = code.chars().take(MOST).collect();
    let clean = clean(&short, MOST * 4, &[]).unwrap_or_else(|_| "?".into());
    if code.chars().nth(MOST).is_some() { format!("{clean}…") } else { clean }
}

/// Whether a character shows nothing and parts nothing: soft hyphens, joiners, marks of direction and order, which come along
/// when text is pasted.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}')
        || matches!(c, '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// A key under which texts that people read as the same are equal: without case, diacritics, tone placement and characters that
/// show nothing, with đ as d, and with ƣ (which some fonts' texts carry for ư) as u. For search and comparison only; text is
/// stored as received.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let read = text.nfd().filter(|c| !is_combining_mark(*c) && !is_invisible(*c));
    for c in read.flat_map(char::to_lowercase) {
        match c {
            'đ' => folded.push('d'),
            'ƣ' => folded.push('u'),
            c if c.is_whitespace() => {
                if !folded.is_empty() && !folded.ends_with(' ') {
                    folded.push(' ');
                }
            }
            c => folded.push(c),
        }
    }
    folded.truncate(folded.trim_end().len());
    // What is not made of a letter and its marks stays in one piece, so that a key is no longer than its text.
    folded.nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_stored_in_nfc() {
        assert_eq!(clean("to\u{0302}\u{0309}ng", 10, &[]).as_deref().ok(), Some("tổng"));
    }

    #[test]
    fn control_and_bidirectional_characters_are_refused() {
        for bad in [
            "a\u{0}b",
            "a\u{202E}b",
            "a\u{2066}b",
            "a\u{200B}b",
            "a\u{1B}[0m",
            "a\rb",
            "a\u{85}b",
            "\u{FEFF}a",
        ] {
            assert_eq!(clean(bad, 100, &[]).map_err(|p| p.code), Err(Code::ForbiddenCharacter), "{bad:?}");
        }
        assert!(clean("dòng một\n\tdòng hai", 100, &[]).is_ok());
    }

    #[test]
    fn lines_end_in_one_way() {
        assert_eq!(clean("một\r\nhai\n\r\n", 9, &[]).as_deref().ok(), Some("một\nhai\n\n"));
        assert!(clean("một\r\r\nhai", 100, &[]).is_err(), "a carriage return alone is a control character");
    }

    #[test]
    fn a_message_repeats_no_trick() {
        assert_eq!(shown("complaint_recieved"), "complaint_recieved");
        assert_eq!(shown("a\u{202E}b"), "?");
        assert_eq!(shown(&"x".repeat(65)), format!("{}…", "x".repeat(64)));
    }

    #[test]
    fn length_is_counted_in_characters() {
        assert!(clean(&"ổ".repeat(10), 10, &[]).is_ok());
        assert_eq!(clean(&"ổ".repeat(11), 10, &[]).map_err(|p| p.code), Err(Code::TextTooLong));
    }

    #[test]
    fn folding_makes_equal_what_people_read_as_equal() {
        for (one, other) in [
            ("Nhà nƣớc", "nhà nước"),
            ("Đảng uỷ", "Đảng ủy"),
            ("DÂN VẬN  KHÉO", "dan van kheo"),
            ("Sở Thông tin", " sở thông tin "),
            ("Sở Thô\u{AD}ng\u{200B} tin\u{FEFF}", "sở thông tin"),
        ] {
            assert_eq!(fold(one), fold(other));
        }
    }

    #[test]
    fn a_key_is_no_longer_than_its_text() {
        for text in ["한국", "Đường ƣớc", "ﬃ İ ǅ", "ΐ"] {
            assert!(fold(text).chars().count() <= text.chars().count(), "{text}");
        }
    }
}
