//! What one consolidation was asked, and the snapshot that it is answered from.

use std::sync::Arc;
use tokio::sync::OnceCell;

use super::{ledger::Ledger, plan};
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
    pub structure: Structure,
    periods: Vec<Period>,
    ledger: OnceCell<Arc<Ledger>>,
}

impl Picture {
    /// Checks what was asked. Nothing is read yet.
    ///
    /// Errors: `NOT_ALLOWED`, `BAD_PERIOD`, `RANGE_TOO_LONG`.
    pub async fn open(
        request: &Request,
        catalogue: Arc<Catalogue>,
        from: Period,
        to: Option<Period>,
        basis: ConsolidationBasis,
        structure: Structure,
    ) -> Result<Picture> {
        allowed(request, basis)?;
        let periods = plan::periods(from, to)?;
        Ok(Picture {
            reader: request.reader().await?,
            catalogue,
            from,
            to,
            basis,
            structure,
            periods,
            ledger: OnceCell::new(),
        })
    }

    /// Who owes what and who has filed: read once, whatever is asked.
    pub async fn ledger(&self) -> Result<Arc<Ledger>> {
        let read = || async {
            let ledger =
                Ledger::read(&self.reader, &self.catalogue, &self.periods, self.basis, self.structure)
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
