//! What one consolidation was asked, and the snapshot that it is answered from.

use chrono::{DateTime, Utc};
use std::sync::Arc;
use tokio::sync::OnceCell;

use super::{as_of::AsOf, ledger::Ledger, plan};
use crate::{
    catalogue::Catalogue,
    kit::{
        Code, Error, Period, Result,
        vocabulary::{ConsolidationBasis, Role},
    },
    organisation::history::Structure,
    request::Request,
    store::Reader,
};

/// One consolidation: from where to where, on which basis, over whose rows (the reader's).
pub struct Picture {
    pub reader: Arc<Reader>,
    pub catalogue: Arc<Catalogue>,
    pub from: Period,
    pub to: Option<Period>,
    pub basis: ConsolidationBasis,
    pub as_of: AsOf,
    pub structure: Structure,
    periods: Vec<Period>,
    ledger: OnceCell<Arc<Ledger>>,
}

impl Picture {
    /// Checks what was asked. Nothing is read yet but, for `known_at`, whether that instant is settled.
    ///
    /// Errors: `NOT_ALLOWED`, `BAD_PERIOD`, `RANGE_TOO_LONG`; those of [`AsOf::asked`].
    pub async fn open(
        request: &Request,
        catalogue: Arc<Catalogue>,
        (from, to): (Period, Option<Period>),
        basis: ConsolidationBasis,
        known_at: Option<DateTime<Utc>>,
        structure: Structure,
    ) -> Result<Picture> {
        allowed(request, basis)?;
        let periods = plan::periods(from, to)?;
        let as_of = AsOf::asked(request, known_at).await?;
        Ok(Picture {
            reader: request.reader().await?,
            catalogue,
            from,
            to,
            basis,
            as_of,
            structure,
            periods,
            ledger: OnceCell::new(),
        })
    }

    /// Who owes what and who has filed: read once, whatever is asked.
    pub async fn ledger(&self) -> Result<Arc<Ledger>> {
        let read = || async {
            let (basis, as_of) = (self.basis, self.as_of);
            let ledger =
                Ledger::read(&self.reader, &self.catalogue, &self.periods, (basis, as_of), self.structure)
                    .await?;
            Ok(Arc::new(ledger))
        };
        self.ledger.get_or_try_init(read).await.cloned()
    }
}

/// Who may see figures, and of these who may see what is not accepted yet.
fn allowed(request: &Request, basis: ConsolidationBasis) -> Result<()> {
    let actor = request.actor();
    // The scope of an administrator is the whole province, whatever other role the person has beside it.
    let sees_scope = actor.sees_province() || !actor.has(Role::ProvinceAdministrator);
    let only_accepted =
        actor.has(Role::BiReader) && !actor.has(Role::HomeAffairsOfficer) && !actor.has(Role::Auditor);
    let sees_basis = basis == ConsolidationBasis::Accepted || !only_accepted;
    if actor.sees_figures() && sees_scope && sees_basis {
        Ok(())
    } else {
        Err(Error::refused(Code::NotAllowed, &[]))
    }
}
