//! The whole database.

use super::{
    derived,
    evidence::Evidence,
    finding::{Checked, Finding, Stop},
    province,
    tree::{self, Tree},
};
use crate::{
    kit::{Error, Result},
    ledger::VerifierKey,
    organisation::{ProvinceEntity, ProvinceRow},
    store::{Scope, Store},
};

/// How far an inspection has come.
#[derive(Clone, Debug)]
pub struct Progress {
    /// Code of the province.
    pub province: String,
    /// Leaves and rows looked at so far, in this province.
    pub rows: u64,
}

/// What an inspection that found nothing has looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Inspected {
    pub provinces: usize,
    pub leaves: u64,
    pub checkpoints: usize,
    pub receipts: usize,
}

/// Checks every province against its log, and every log against what is kept of it outside. `keys`: whose signatures are
/// believed, whatever name they are given under. The inner error is the first contradiction.
pub async fn verify(
    store: &Store,
    evidence: &Evidence,
    keys: &[VerifierKey],
    tell: &mut (dyn FnMut(Progress) + Send),
) -> Result<Result<Inspected, Finding>> {
    match inspect(store, evidence, keys, tell).await {
        Ok(inspected) => Ok(Ok(inspected)),
        Err(Stop::Found(finding)) => Ok(Err(finding)),
        Err(Stop::Broken(error)) => Err(error),
    }
}

async fn inspect(
    store: &Store,
    evidence: &Evidence,
    keys: &[VerifierKey],
    tell: &mut (dyn FnMut(Progress) + Send),
) -> Checked<Inspected> {
    let keys = |origin: &str| -> Vec<VerifierKey> { keys.iter().map(|key| key.named(origin)).collect() };
    let mut provinces = store.shared::<ProvinceEntity>(|all| all).await?;
    provinces.sort_by_key(|province| province.tenant_id);
    let mut trees = Vec::new();
    for row in &provinces {
        trees.push(one(store, row, &keys, tell).await?);
    }
    evidence.check(&trees, &keys)?;
    Ok(Inspected {
        provinces: provinces.len(),
        leaves: trees.iter().map(|tree| tree.size).sum(),
        checkpoints: evidence.checkpoints.len(),
        receipts: evidence.receipts.len(),
    })
}

async fn one(
    store: &Store,
    row: &ProvinceRow,
    keys: &(dyn Fn(&str) -> Vec<VerifierKey> + Sync),
    tell: &mut (dyn FnMut(Progress) + Send),
) -> Checked<Tree> {
    let reader = store.read(Scope::whole(row.tenant_id)).await?;
    let code = &row.code;
    let mut rows = |rows| tell(Progress { province: code.clone(), rows });
    let mut tree = tree::read(&reader, code, &keys, &mut rows).await?;
    province::check(&reader, code, &mut tree, &mut rows).await?;
    derived::check(&reader, code).await?;
    // What is needed for what is kept outside.
    tree.leaves.clear();
    Ok(tree)
}

impl From<Stop> for Error {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Broken(error) => error,
            Stop::Found(Finding(text)) => Error::broken(format!("{} / {}", text.vi, text.en)),
        }
    }
}
