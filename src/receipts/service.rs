//! Loading receipts, together with everybody else who asks at the same time.

use async_graphql::dataloader::Loader;
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};
use uuid::Uuid;

use super::Receipt;
use crate::{
    kit::{Error, Result},
    request::Request,
    store::{Reader, log},
};

/// What a receipt is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Of {
    /// A version that was filed.
    Version,
    /// A step of a report, such as that it was accepted.
    Step,
    /// A release.
    Release,
    /// A role that was given to a person.
    Role,
}

impl Of {
    /// What its leaf is called.
    fn kind(self) -> &'static str {
        match self {
            Of::Version => "VERSION",
            Of::Step => "STATE",
            Of::Release => "RELEASE",
            Of::Role => "ROLE",
        }
    }
}

/// The receipt of something by its id; `None` where the log has no such leaf, or nobody signed it.
///
/// Whether the caller may see what it is about is for whoever asks.
pub async fn load_receipt(request: &Request, of: Of, id: Uuid) -> Result<Option<Receipt>> {
    let receipt = request.load(ReceiptLoader, (of, id)).await?;
    Ok(receipt.map(Receipt::from))
}

struct ReceiptLoader(Arc<Reader>);

impl Loader<(Of, Uuid)> for ReceiptLoader {
    type Value = crate::ledger::Receipt;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[(Of, Uuid)]) -> Result<HashMap<(Of, Uuid), Self::Value>, Arc<Error>> {
        let mut wanted: BTreeMap<Of, Vec<Uuid>> = BTreeMap::new();
        for (of, id) in keys {
            wanted.entry(*of).or_default().push(*id);
        }
        let mut found = HashMap::new();
        for (of, ids) in wanted {
            let receipts = log::receipts(&self.0, of.kind(), &ids).await.map_err(Arc::new)?;
            found.extend(receipts.into_iter().map(|(id, receipt)| ((of, id), receipt)));
        }
        Ok(found)
    }
}
