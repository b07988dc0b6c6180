//! What an agency keeps to prove what it filed and when: a leaf, the proof that it is in the log, and the checkpoint that says
//! so, signed. It is checked with nothing but the public key, and has no part that the signature does not cover.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    merkle::{self, Hash},
    note::{self, Checkpoint, VerifierKey},
};
use crate::kit::Bilingual;

const FORMAT: &str = "tonghop-receipt/1";

/// A receipt, as it is written to a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    format: String,
    /// What the leaf says.
    pub leaf: Value,
    /// Its position in the log, from 0.
    pub position: u64,
    /// The hashes beside its way to the root, from below, in base64.
    pub proof: Vec<String>,
    /// The signed checkpoint.
    pub checkpoint: String,
}

/// What a good receipt shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    pub receipt: Receipt,
    pub checkpoint: Checkpoint,
}

/// Why a receipt is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is no receipt, or not to the letter as one is written.
    Form,
    /// No known key has signed the checkpoint.
    Signature,
    /// The signed text is no checkpoint.
    Checkpoint,
    /// The leaf is not in the tree of the checkpoint.
    Proof,
}

impl Refusal {
    /// What is said of it.
    pub fn text(self) -> Bilingual {
        let (vi, en) = match self {
            Refusal::Form => (
                "Tệp không phải là biên nhận đúng thể thức.",
                "The file is not a receipt as receipts are written.",
            ),
            Refusal::Signature => (
                "Điểm kiểm tra trong biên nhận không được ký bằng khóa đã cho.",
                "The checkpoint in the receipt is not signed by the key that was given.",
            ),
            Refusal::Checkpoint => (
                "Nội dung được ký trong biên nhận không phải là điểm kiểm tra.",
                "What is signed in the receipt is not a checkpoint.",
            ),
            Refusal::Proof => (
                "Bằng chứng không cho thấy nội dung của biên nhận có trong nhật ký.",
                "The proof does not show that what the receipt says is in the log.",
            ),
        };
        Bilingual { vi: vi.into(), en: en.into() }
    }
}

impl Receipt {
    /// A receipt of a leaf by its text. `None` for a text that is no JSON.
    pub fn new(leaf: &str, position: u64, proof: &[Hash], checkpoint: &str) -> Option<Receipt> {
        Some(Receipt {
            format: FORMAT.to_owned(),
            leaf: serde_json::from_str(leaf).ok()?,
            position,
            proof: proof.iter().map(|hash| STANDARD.encode(hash)).collect(),
            checkpoint: checkpoint.to_owned(),
        })
    }

    /// The leaf as it is hashed.
    pub fn leaf_text(&self) -> String {
        self.leaf.to_string()
    }

    /// The file.
    pub fn file(&self) -> String {
        serde_json::to_string_pretty(self).map(|text| format!("{text}\n")).unwrap_or_default()
    }

    /// Checks a file. A key counts for the log that it is named after.
    pub fn verify(file: &str, keys: &[VerifierKey]) -> Result<Verified, Refusal> {
        let receipt: Receipt = serde_json::from_str(file).map_err(|_| Refusal::Form)?;
        if receipt.format != FORMAT || receipt.file() != file {
            return Err(Refusal::Form);
        }
        let text = note::open(&receipt.checkpoint, keys).ok_or(Refusal::Signature)?;
        let checkpoint = Checkpoint::parse(text).ok_or(Refusal::Checkpoint)?;
        // A signature under another log's name says nothing of this one.
        let own: Vec<_> = keys.iter().filter(|key| key.name() == checkpoint.origin).cloned().collect();
        note::open(&receipt.checkpoint, &own).ok_or(Refusal::Signature)?;
        let hash = |text: &String| STANDARD.decode(text).ok()?.try_into().ok();
        let proof: Option<Vec<Hash>> = receipt.proof.iter().map(hash).collect();
        let leaf = merkle::leaf_hash(receipt.leaf_text().as_bytes());
        let Checkpoint { size, root, .. } = &checkpoint;
        let proven =
            proof.is_some_and(|proof| merkle::is_included(&leaf, receipt.position, *size, &proof, root));
        if proven { Ok(Verified { receipt, checkpoint }) } else { Err(Refusal::Proof) }
    }
}
