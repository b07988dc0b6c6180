//! PostgreSQL's wire, the client's side: as much as tells which statements are run with which arguments.

use std::collections::HashMap;

/// A statement as a client had it run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statement {
    /// Sent as it is.
    Plain(String),
    /// Prepared once, and run with these arguments.
    Prepared { sql: String, arguments: Vec<Argument> },
}

/// An argument in binary, with the number of its type; null without bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    pub oid: u32,
    pub bytes: Option<Vec<u8>>,
}

/// Reads what one client sends, in pieces of any length.
#[derive(Default)]
pub struct Listener {
    pending: Vec<u8>,
    greeted: bool,
    prepared: HashMap<Vec<u8>, (String, Vec<u32>)>,
}

impl Listener {
    /// The statements that are complete with this piece.
    pub fn hear(&mut self, piece: &[u8]) -> Vec<Statement> {
        self.pending.extend_from_slice(piece);
        let mut heard = Vec::new();
        while let Some((kind, body)) = self.next_message() {
            heard.extend(self.understand(kind, &body));
        }
        heard
    }

    fn next_message(&mut self) -> Option<(u8, Vec<u8>)> {
        let message = next_message(&mut self.pending, self.greeted)?;
        self.greeted = true;
        Some(message)
    }

    fn understand(&mut self, kind: u8, body: &[u8]) -> Option<Statement> {
        let mut rest = Rest(body);
        match kind {
            b'Q' => Some(Statement::Plain(rest.text()?)),
            b'P' => {
                let name = rest.word()?.to_vec();
                let sql = rest.text()?;
                let types = (0..rest.short()?).map(|_| rest.long()).collect::<Option<Vec<u32>>>()?;
                self.prepared.insert(name, (sql, types));
                None
            }
            b'B' => {
                rest.word()?;
                let (sql, types) = self.prepared.get(rest.word()?)?.clone();
                for _ in 0..rest.short()? {
                    rest.short()?;
                }
                let count = rest.short()?;
                let argument = |oid| {
                    let bytes = match rest.long()? {
                        u32::MAX => None,
                        length => Some(rest.take(length as usize)?.to_vec()),
                    };
                    Some(Argument { oid, bytes })
                };
                let arguments: Vec<Argument> = types.into_iter().map(argument).collect::<Option<_>>()?;
                (arguments.len() == usize::from(count)).then_some(Statement::Prepared { sql, arguments })
            }
            _ => None,
        }
    }
}

/// Counts the rows that a server sends, in pieces of any length.
#[derive(Default)]
pub struct Counter {
    pending: Vec<u8>,
}

impl Counter {
    /// How many rows are complete with this piece.
    pub fn hear(&mut self, piece: &[u8]) -> usize {
        self.pending.extend_from_slice(piece);
        let mut rows = 0;
        while let Some((kind, _)) = next_message(&mut self.pending, true) {
            rows += usize::from(kind == b'D');
        }
        rows
    }
}

/// Takes the next whole message off: its letter (0 for a greeting, which has none) and its body.
fn next_message(pending: &mut Vec<u8>, lettered: bool) -> Option<(u8, Vec<u8>)> {
    let letter = usize::from(lettered);
    let length = pending.get(letter..letter + 4)?;
    let length = u32::from_be_bytes(length.try_into().ok()?) as usize;
    if pending.len() < letter + length {
        return None;
    }
    let kind = if lettered { pending[0] } else { 0 };
    let message: Vec<u8> = pending.drain(..letter + length).collect();
    Some((kind, message[letter + 4..].to_vec()))
}

/// What is left of a message.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn short(&mut self) -> Option<u16> {
        Some(u16::from_be_bytes(self.take(2)?.try_into().ok()?))
    }

    fn long(&mut self) -> Option<u32> {
        Some(u32::from_be_bytes(self.take(4)?.try_into().ok()?))
    }

    /// Up to the next zero.
    fn word(&mut self) -> Option<&'a [u8]> {
        let length = self.0.iter().position(|byte| *byte == 0)?;
        let word = self.take(length)?;
        self.take(1)?;
        Some(word)
    }

    fn text(&mut self) -> Option<String> {
        Some(String::from_utf8_lossy(self.word()?).into_owned())
    }
}
