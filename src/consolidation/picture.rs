//! What one consolidation was asked, and the snapshot that it is answered from.

use chrono::{DateTime, Utc};
use std::sync::Arc;
use tokio::sync::OnceCell;

use super::{as_of::AsOf, ledger::Ledger, plan};
use crate::{
    auth::{Action, Actor},
    catalogue::Catalogue,
    kit::{Code, Error, Period, Result, vocabulary::ConsolidationBasis},
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
    /// Below what number counts that point at a person are withheld from whoever asks; none from whoever sees them.
    pub withheld_below: Option<u32>,
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
        let periods = (from, to, plan::periods(from, to)?);
        let as_of = AsOf::asked(request, known_at).await?;
        let picture = Picture::with(request.reader().await?, catalogue, periods, (basis, as_of), structure);
        Ok(Picture { withheld_below: request.actor().withheld_below(), ..picture })
    }

    /// The same as known now, everything that is recorded by now included: for what is to be kept.
    ///
    /// Errors: as above; those of [`AsOf::latest`].
    pub async fn open_latest(
        request: &Request,
        catalogue: Arc<Catalogue>,
        (from, to): (Period, Option<Period>),
        basis: ConsolidationBasis,
        structure: Structure,
    ) -> Result<Picture> {
        allowed(request, basis)?;
        let periods = (from, to, plan::periods(from, to)?);
        let as_of = AsOf::latest(request).await?;
        let picture = Picture::with(request.reader().await?, catalogue, periods, (basis, as_of), structure);
        Ok(Picture { withheld_below: request.actor().withheld_below(), ..picture })
    }

    /// The live picture with every number, for whoever has been found to see it already; what is withheld from them is taken out
    /// of what is made of it.
    ///
    /// Errors: `BAD_PERIOD`, `RANGE_TOO_LONG`.
    pub fn live(
        reader: Arc<Reader>,
        catalogue: Arc<Catalogue>,
        (from, to): (Period, Period),
        basis: ConsolidationBasis,
        now: DateTime<Utc>,
        structure: Structure,
    ) -> Result<Picture> {
        let periods = (from, Some(to), plan::periods(from, Some(to))?);
        Ok(Picture::with(reader, catalogue, periods, (basis, AsOf::Now(now)), structure))
    }

    fn with(
        reader: Arc<Reader>,
        catalogue: Arc<Catalogue>,
        (from, to, periods): (Period, Option<Period>, Vec<Period>),
        (basis, as_of): (ConsolidationBasis, AsOf),
        structure: Structure,
    ) -> Picture {
        let ledger = OnceCell::new();
        Picture {
            reader,
            catalogue,
            from,
            to,
            basis,
            as_of,
            structure,
            withheld_below: None,
            periods,
            ledger,
        }
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

/// Whether somebody may see what is added up on a basis, for every agency in their scope: that of an administrator is the
/// whole province, whatever other role the person has beside it.
pub fn sees_basis(actor: &Actor, basis: ConsolidationBasis) -> bool {
    actor.may_throughout(match basis {
        ConsolidationBasis::Accepted => Action::SeeFigures,
        ConsolidationBasis::Submitted => Action::SeeUnaccepted,
    })
}

/// Refuses whoever may not see what is added up on a basis.
fn allowed(request: &Request, basis: ConsolidationBasis) -> Result<()> {
    match sees_basis(request.actor(), basis) {
        true => Ok(()),
        false => Err(Error::refused(Code::NotAllowed, &[])),
    }
}
