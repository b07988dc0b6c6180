//! Signed notes and checkpoints.

use super::super::note::*;
use crate::auth::KeyPair;

/// The example of the Go implementation of signed notes.
const KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const NOTE: &str = "If you think cryptography is the answer to your problem,\n\
    then you don't know what your problem is.\n\
    \n\
    \u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

fn pair() -> KeyPair {
    KeyPair::generate().ok().unwrap()
}

fn checkpoint() -> Checkpoint {
    Checkpoint { origin: "log.example/84".into(), size: 41, root: [7; 32] }
}

#[test]
fn the_example_that_everybody_checks() {
    let key = VerifierKey::parse(KEY).unwrap();
    assert_eq!(key.text(), KEY);
    assert!(open(NOTE, std::slice::from_ref(&key)).is_some_and(|text| text.ends_with("problem is.\n")));
    assert_eq!(open(&NOTE.replace("cryptography", "Cryptography"), std::slice::from_ref(&key)), None);
    assert_eq!(VerifierKey::parse(&KEY.replace("Peter", "peter")), None, "another name is another key");
}

#[test]
fn a_checkpoint_is_what_was_signed() {
    let pair = pair();
    let (checkpoint, key) = (checkpoint(), VerifierKey::new("log.example/84", pair.public()));
    let note = sign(&checkpoint.text(), "log.example/84", &pair);
    assert_eq!(VerifierKey::parse(&key.text()), Some(key.clone()));
    let text = open(&note, std::slice::from_ref(&key)).unwrap();
    assert_eq!(Checkpoint::parse(text), Some(checkpoint.clone()));
    assert_eq!(Checkpoint::claimed(&note), Some(checkpoint.clone()));
    // Another name, another key, no key, a second signature by a stranger.
    assert_eq!(open(&note, &[key.named("log.example/86")]), None);
    assert_eq!(open(&note, &[VerifierKey::new("log.example/84", self::pair().public())]), None);
    assert_eq!(open(&note, &[]), None);
    let stranger = sign(&checkpoint.text(), "witness.example", &self::pair());
    let both = format!("{note}{}", stranger.rsplit_once("\n\n").unwrap().1);
    assert!(open(&both, std::slice::from_ref(&key)).is_some());
    // A wrong signature by a key that is known is not passed over for a right one.
    let mut wrong = note.clone();
    let other = sign(&Checkpoint { size: 42, ..checkpoint }.text(), "log.example/84", &pair);
    wrong.push_str(other.rsplit_once("\n\n").unwrap().1);
    assert_eq!(open(&wrong, &[key]), None);
}

#[test]
fn what_is_no_checkpoint_is_refused() {
    let text = checkpoint().text();
    assert!(Checkpoint::parse(&text).is_some());
    assert!(Checkpoint::parse(&format!("{text}an extension\n")).is_some());
    for (from, to) in [
        ("\n41\n", "\n041\n"),
        ("\n41\n", "\n+41\n"),
        ("\n41\n", "\n-1\n"),
        ("\n41\n", "\n\n"),
        ("log.example/84", ""),
        ("=\n", "="),
        ("BwcH", "Bwc"),
    ] {
        assert_eq!(Checkpoint::parse(&text.replacen(from, to, 1)), None, "{to:?}");
    }
}
