//! Receipts: what is right is believed, and nothing that differs from it in a single bit.

use super::super::{
    Checkpoint, Facts, Form, Keeper, Receipt, Refusal, VerifierKey, form_of, kept,
    leaf::leaf,
    merkle::{Frontier, Node, inclusion, leaf_hash},
    names,
};
use crate::auth::KeyPair;
use proptest::prelude::*;
use serde_json::json;
use std::collections::HashMap;

const ORIGIN: &str = "log.example/84";

fn keeper(folder: Option<std::path::PathBuf>) -> Keeper {
    let pair = KeyPair::generate().ok().unwrap();
    Keeper::new(pair, "log.example", folder).ok().unwrap()
}

/// A receipt for one of some leaves, and the key.
fn receipt(keeper: &Keeper, size: u64, position: u64) -> (Receipt, VerifierKey) {
    let text = |number: u64| {
        json!({ "kind": "VERSION", "row": { "number": number, "note": "Số liệu" } }).to_string()
    };
    let (mut frontier, mut nodes) = (Frontier::default(), HashMap::new());
    for number in 0..size {
        for (level, hash) in (0..).zip(frontier.append(leaf_hash(text(number).as_bytes()))) {
            nodes.insert(Node { level, index: number >> level }, hash);
        }
    }
    let checkpoint = Checkpoint { origin: ORIGIN.into(), size, root: frontier.root() };
    let proof = inclusion(position, size, &mut |node| nodes[&node]);
    let receipt = Receipt::new(&text(position), position, &proof, &keeper.sign(&checkpoint)).unwrap();
    (receipt, keeper.verifier(ORIGIN))
}

#[test]
fn a_receipt_is_good_for_its_own_log_and_key_only() {
    let keeper = keeper(None);
    let (receipt, key) = receipt(&keeper, 11, 4);
    let file = receipt.file();
    let verified = Receipt::verify(&file, std::slice::from_ref(&key)).unwrap();
    assert_eq!((verified.receipt.position, verified.checkpoint.size), (4, 11));
    assert_eq!(verified.receipt.leaf["row"]["number"], 4);
    let refused = |file: &str, keys: &[VerifierKey]| Receipt::verify(file, keys).err();
    assert_eq!(refused(&file, &[]), Some(Refusal::Signature));
    assert_eq!(refused(&file, &[key.named("log.example/86")]), Some(Refusal::Signature));
    let other = self::keeper(None).verifier(ORIGIN);
    assert_eq!(refused(&file, std::slice::from_ref(&other)), Some(Refusal::Signature));
    assert!(Receipt::verify(&file, &[other, key.clone()]).is_ok(), "one of the keys is enough");
    let keys = [key];
    assert_eq!(refused(&file.replace("\"number\": 4", "\"number\": 5"), &keys), Some(Refusal::Proof));
    assert_eq!(refused(&file.replace("\"position\": 4", "\"position\": 5"), &keys), Some(Refusal::Proof));
    assert_eq!(refused(&file.replace("\"position\": 4", "\"position\":  4"), &keys), Some(Refusal::Form));
    assert_eq!(refused("{}", &keys), Some(Refusal::Form));
}

#[test]
fn a_checkpoint_under_another_logs_name_is_not_believed() {
    // The key may sign for 86, and the text says that it is of 84.
    let pair = KeyPair::generate().ok().unwrap();
    let text = json!({ "kind": "VERSION" }).to_string();
    let checkpoint = Checkpoint { origin: ORIGIN.into(), size: 1, root: leaf_hash(text.as_bytes()) };
    let note = super::super::note::sign(&checkpoint.text(), "log.example/86", &pair);
    let file = Receipt::new(&text, 0, &[], &note).unwrap().file();
    let key = VerifierKey::new("log.example/86", pair.public());
    assert_eq!(Receipt::verify(&file, &[key]).err(), Some(Refusal::Signature));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn no_flipped_bit_goes_unnoticed(size in 1_u64..20, at in any::<prop::sample::Index>(), bit in any::<prop::sample::Index>()) {
        let keeper = keeper(None);
        let position = u64::try_from(at.index(usize::try_from(size).unwrap())).unwrap();
        let (receipt, key) = receipt(&keeper, size, position);
        let mut bytes = receipt.file().into_bytes();
        let bit = bit.index(bytes.len() * 8);
        bytes[bit / 8] ^= 1 << (bit % 8);
        if let Ok(forged) = String::from_utf8(bytes) {
            prop_assert!(Receipt::verify(&forged, &[key]).is_err(), "{forged}");
        }
    }
}

#[test]
fn checkpoints_are_kept_outside_and_the_newest_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let keeper = keeper(Some(folder.path().join("kept")));
    assert!(keeper.newest(ORIGIN).ok().unwrap().is_none());
    for size in [1, 3, 2] {
        let checkpoint = Checkpoint { origin: ORIGIN.into(), size, root: [0; 32] };
        keeper.keep(ORIGIN, &keeper.sign(&checkpoint)).unwrap();
    }
    assert_eq!(keeper.newest(ORIGIN).ok().unwrap().unwrap().size, 3);
    let all = kept(&folder.path().join("kept")).ok().unwrap();
    assert_eq!(all.len(), 3);
    assert!(all[1].place.ends_with("84.checkpoints:2"), "{}", all[1].place);
    // A line that was being written when the machine stopped is none; one that was tampered with is told.
    let file = folder.path().join("kept").join("log.example%2f84.checkpoints");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("{text}\"log.exa")).unwrap();
    assert_eq!(kept(&file).ok().unwrap().len(), 3);
    // The next one goes on behind it.
    let next = Checkpoint { origin: ORIGIN.into(), size: 4, root: [0; 32] };
    keeper.keep(ORIGIN, &keeper.sign(&next)).unwrap();
    assert_eq!(kept(&file).ok().unwrap().len(), 4);
    assert_eq!(keeper.newest(ORIGIN).ok().unwrap().unwrap().size, 4);
    std::fs::write(&file, format!("nonsense\n{text}")).unwrap();
    assert!(kept(&file).is_err());
    let others = folder.path().join("kept").join("other%2f84.checkpoints");
    std::fs::write(&others, "").unwrap();
    keeper.forget().ok().unwrap();
    assert!(!file.exists() && others.exists());
}

#[test]
fn names_of_provinces_are_plain_in_names_of_logs() {
    let keeper = keeper(None);
    assert_eq!(keeper.origin("84"), ORIGIN);
    assert_eq!(keeper.origin("tra vinh/+"), "log.example/tra%20vinh%2f%2b");
    for code in ["84", "tra vinh/+"] {
        assert!(names(&keeper.origin(code), code) && names(code, code));
    }
    for (origin, code) in [(ORIGIN, "4"), (ORIGIN, "284"), ("84/log.example", "84"), ("log.example84", "84")]
    {
        assert!(!names(origin, code), "{origin} is no log of {code}");
    }
    let pair = KeyPair::generate().ok().unwrap();
    assert!(Keeper::new(pair, "two words", None).is_err());
}

#[test]
fn a_leaf_says_what_began_and_what_ended() {
    let Some(Form::Object(standing)) = form_of("standing") else { panic!("standings are in the log") };
    let id = "0190163d-8694-739b-aea5-966c26f8ad91";
    let before = json!({ "tenant_id": 1, "id": id, "basis": "ACCEPTED", "to_at": null });
    let mut after = before.clone();
    after["to_at"] = json!("2019-09-16T02:00:00Z");
    assert!(standing.only_ends(&before, &after));
    assert!(!standing.only_ends(&after, &before), "what has ended does not begin again");
    let mut other = after.clone();
    other["basis"] = json!("SUBMITTED");
    assert!(!standing.only_ends(&before, &other));
    let begun = leaf(standing.kind, &standing.begun(&after), None, 5, false).ok().unwrap();
    assert_eq!(
        begun.text,
        format!(
            r#"{{"format":"tonghop-leaf/1","kind":"STANDING","row":{{"basis":"ACCEPTED","id":"{id}"}},"seq":5}}"#
        )
    );
    let (kind, shown) = standing.end(&after).unwrap();
    let ended = leaf(kind, &shown, None, 5, true).ok().unwrap();
    assert!(ended.text.contains(r#""found":true,"kind":"STANDING_ENDED""#), "{}", ended.text);
}

#[test]
fn facts_are_one_whatever_their_order() {
    let rows = [json!({ "indicator": "a", "value": 1 }), json!({ "indicator": "b", "value": 2 })];
    let digests = rows.iter().map(|row| Facts::one("figure", row)).collect::<Vec<_>>();
    let reversed = digests.iter().rev().copied().collect();
    let facts = Facts::of(digests);
    assert_eq!(facts, Facts::of(reversed));
    let swapped = [json!({ "indicator": "a", "value": 2 }), json!({ "indicator": "b", "value": 1 })];
    assert_ne!(facts, Facts::of(swapped.iter().map(|row| Facts::one("figure", row)).collect()));
}
