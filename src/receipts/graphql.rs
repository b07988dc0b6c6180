//! Receipts, as clients read them.

use async_graphql::Object;

use crate::{
    kit::scalars::Long,
    ledger::{self, Checkpoint, merkle},
};

/// What an agency keeps to prove what it filed, or what was decided, and when, without trusting this server (biên nhận).
pub struct Receipt(ledger::Receipt);

impl From<ledger::Receipt> for Receipt {
    fn from(receipt: ledger::Receipt) -> Self {
        Receipt(receipt)
    }
}

impl Receipt {
    fn claimed(&self) -> Option<Checkpoint> {
        Checkpoint::claimed(&self.0.checkpoint)
    }
}

/// What an agency keeps to prove what it filed, or what was decided, and when, without trusting this server (biên nhận).
#[Object]
impl Receipt {
    /// What the log says of it: canonical JSON, whose long texts are there by their SHA-256 (nội dung được ghi nhật ký).
    async fn leaf(&self) -> String {
        self.0.leaf_text()
    }

    /// SHA-256 of 0x00 and the leaf (RFC 6962), in hexadecimal (mã băm của nội dung).
    async fn leaf_hash(&self) -> String {
        merkle::written(&[merkle::leaf_hash(self.0.leaf_text().as_bytes())])
    }

    /// Position of the leaf in the log of the province, from 0 (vị trí trong nhật ký).
    async fn position(&self) -> Long {
        Long(i64::try_from(self.0.position).unwrap_or(i64::MAX))
    }

    /// The hashes beside the leaf's way to the root, from below (RFC 6962, 2.1.1), in base64 (bằng chứng có trong nhật ký).
    async fn inclusion_proof(&self) -> &[String] {
        &self.0.proof
    }

    /// Name of the log (tên nhật ký).
    async fn origin(&self) -> Option<String> {
        self.claimed().map(|checkpoint| checkpoint.origin)
    }

    /// How many leaves the log had then (số bản ghi trong nhật ký).
    async fn tree_size(&self) -> Option<Long> {
        let size = self.claimed()?.size;
        Some(Long(i64::try_from(size).unwrap_or(i64::MAX)))
    }

    /// The root over all of them, in hexadecimal (mã băm gốc).
    async fn root_hash(&self) -> Option<String> {
        self.claimed().map(|checkpoint| merkle::written(&[checkpoint.root]))
    }

    /// The signed checkpoint, as c2sp.org/tlog-checkpoint has it: name, size, root and signature (điểm kiểm tra có chữ ký).
    async fn checkpoint(&self) -> &str {
        &self.0.checkpoint
    }

    /// The whole receipt as the text of a file, which `tonghop audit verify --receipt` checks with nothing but the public key
    /// (tệp biên nhận).
    async fn file(&self) -> String {
        self.0.file()
    }
}
