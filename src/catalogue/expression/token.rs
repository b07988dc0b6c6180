//! Cutting an expression into tokens.

use super::{BadExpression, MAX_TOKENS};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Number(i64),
    /// An indicator, a call or a word of the language.
    Word(String),
    /// `@name`.
    Observation(String),
    /// `'TEXT'`.
    Choice(String),
    Symbol(&'static str),
}

/// The two-character symbols come first: the first that fits is taken.
const SYMBOLS: [&str; 10] = ["<=", ">=", "<", ">", "=", "+", "-", "*", "(", ")"];

/// The tokens of a text, each with the byte offset it begins at.
pub(super) fn tokens(text: &str) -> Result<Vec<(usize, Token)>, BadExpression> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        if tokens.len() == MAX_TOKENS {
            return Err(BadExpression::new(
                at,
                format!("biểu thức dài quá {MAX_TOKENS} từ tố"),
                format!("the expression has more than {MAX_TOKENS} tokens"),
            ));
        }
        let (length, token) = one(text, at, c)?;
        tokens.push((at, token));
        at += length;
    }
    Ok(tokens)
}

/// The token that begins at a place, and its length in bytes.
fn one(text: &str, at: usize, first: char) -> Result<(usize, Token), BadExpression> {
    let rest = &text[at..];
    if first.is_ascii_digit() {
        let digits = prefix(rest, |c| c.is_ascii_alphanumeric() || c == '_');
        let number = digits.parse().map_err(|_| {
            BadExpression::new(
                at,
                format!("“{digits}” không phải là số nguyên 64 bit"),
                format!("“{digits}” is no 64-bit whole number"),
            )
        })?;
        return Ok((digits.len(), Token::Number(number)));
    }
    if is_letter(first) {
        let word = prefix(rest, |c| is_letter(c) || c.is_ascii_digit());
        return Ok((word.len(), Token::Word(word.to_owned())));
    }
    if first == '@' {
        let name = prefix(&rest[1..], |c| is_letter(c) || c.is_ascii_digit());
        return Ok((1 + name.len(), Token::Observation(name.to_owned())));
    }
    if first == '\'' {
        let inside = prefix(&rest[1..], |c| c != '\'');
        if rest.len() == inside.len() + 1 {
            return Err(BadExpression::new(
                at,
                "thiếu dấu nháy đóng",
                "the closing quotation mark is missing",
            ));
        }
        return Ok((inside.len() + 2, Token::Choice(inside.to_owned())));
    }
    match SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol)) {
        Some(symbol) => Ok((symbol.len(), Token::Symbol(symbol))),
        None => Err(BadExpression::new(
            at,
            format!("không hiểu ký tự “{first}”"),
            format!("the character “{first}” means nothing here"),
        )),
    }
}

fn is_letter(c: char) -> bool {
    c.is_ascii_lowercase() || c == '_'
}

fn prefix(text: &str, belongs: impl Fn(char) -> bool) -> &str {
    &text[..text.find(|c| !belongs(c)).unwrap_or(text.len())]
}
