//! Checkpoints as signed notes: c2sp.org/tlog-checkpoint in c2sp.org/signed-note, with Ed25519.

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use base64::{Engine, engine::general_purpose::STANDARD};

use super::merkle::Hash;
use crate::{auth::KeyPair, kit::digest};

/// The byte that says Ed25519 in a key's identifier.
const ED25519_KEY: u8 = 1;

/// A name and the public key whose signatures under that name are believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    public: Vec<u8>,
}

impl VerifierKey {
    pub fn new(name: &str, public: &[u8]) -> Self {
        VerifierKey { name: name.to_owned(), public: public.to_vec() }
    }

    /// Reads `<name>+<key id in hexadecimal>+<base64>`; `None` when it is not written so, or the id is another key's.
    pub fn parse(text: &str) -> Option<Self> {
        let (name, rest) = text.trim().split_once('+')?;
        let (id, key) = rest.split_once('+')?;
        let key = STANDARD.decode(key).ok()?;
        let [ED25519_KEY, public @ ..] = key.as_slice() else { return None };
        if !is_name(name) || public.len() != 32 {
            return None;
        }
        let key = VerifierKey::new(name, public);
        (key.id_text() == id).then_some(key)
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// The same key under another name.
    pub fn named(&self, name: &str) -> Self {
        VerifierKey::new(name, &self.public)
    }

    /// `<name>+<key id in hexadecimal>+<base64>`.
    pub fn text(&self) -> String {
        let key: Vec<u8> = [ED25519_KEY].iter().chain(&self.public).copied().collect();
        format!("{}+{}+{}", self.name, self.id_text(), STANDARD.encode(key))
    }

    /// The key's identifier in hexadecimal: the first four bytes of the SHA-256 of name and key.
    fn id_text(&self) -> String {
        let mut text = self.name.clone().into_bytes();
        text.extend_from_slice(&[b'\n', ED25519_KEY]);
        text.extend_from_slice(&self.public);
        digest::sha256(&text)[..8].to_owned()
    }

    fn id(&self) -> [u8; 4] {
        u32::from_str_radix(&self.id_text(), 16).unwrap_or_default().to_be_bytes()
    }
}

/// Whether a text can name a key: not empty, no white space, no plus.
pub fn is_name(text: &str) -> bool {
    !text.is_empty() && !text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '+')
}

/// A note: the text, a blank line, and one signature under a name. The text ends with a line feed.
pub fn sign(text: &str, name: &str, key: &KeyPair) -> String {
    let mut signature = VerifierKey::new(name, key.public()).id().to_vec();
    signature.extend_from_slice(&key.sign(text.as_bytes()));
    format!("{text}\n\u{2014} {name} {}\n", STANDARD.encode(signature))
}

/// The text of a note that one of some keys has signed; `None` when none has, or it is no note. Signatures by keys that are not
/// known are passed over; a wrong one by a known key is not.
pub fn open<'n>(note: &'n str, keys: &[VerifierKey]) -> Option<&'n str> {
    if note.chars().any(|c| c.is_control() && c != '\n') {
        return None;
    }
    let at = note.rfind("\n\n")?;
    let (text, signatures) = (&note[..=at], &note[at + 2..]);
    let signatures = signatures.strip_suffix('\n')?;
    let mut signed = false;
    for line in signatures.split('\n') {
        let (name, signature) = line.strip_prefix("\u{2014} ")?.split_once(' ')?;
        let signature = STANDARD.decode(signature).ok()?;
        let (id, signature) = signature.split_at_checked(4)?;
        if !is_name(name) || signature.is_empty() {
            return None;
        }
        let by = |key: &&VerifierKey| key.name == name && key.id() == id;
        if let Some(key) = keys.iter().find(by) {
            UnparsedPublicKey::new(&ED25519, &key.public).verify(text.as_bytes(), signature).ok()?;
            signed = true;
        }
    }
    signed.then_some(text)
}

/// What a log commits itself to: its name, how many leaves it has, and their root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    pub origin: String,
    pub size: u64,
    pub root: Hash,
}

impl Checkpoint {
    /// The text of the note.
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, STANDARD.encode(self.root))
    }

    /// Reads the text of a note; lines behind the third are extensions, which nobody here writes or needs.
    pub fn parse(text: &str) -> Option<Self> {
        let mut lines = text.strip_suffix('\n')?.split('\n');
        let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
        if origin.is_empty() || lines.any(str::is_empty) || size.starts_with('+') {
            return None;
        }
        let number: u64 = size.parse().ok()?;
        let root: Hash = STANDARD.decode(root).ok()?.try_into().ok()?;
        (number.to_string() == size).then(|| Checkpoint { origin: origin.to_owned(), size: number, root })
    }

    /// The log that a note says it is of, before anybody has looked at its signature.
    pub fn claimed(note: &str) -> Option<Self> {
        let at = note.rfind("\n\n")?;
        Checkpoint::parse(&note[..=at])
    }
}
