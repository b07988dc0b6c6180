//! As of when a picture is: the one value by which everything that is read of it is kept to what was known.

use chrono::{DateTime, SecondsFormat, Utc};
use sea_orm::{ColumnTrait, Condition};

use crate::{
    kit::{Bilingual, Code, Error, Problem, Result, clock, vocabulary::ConsolidationBasis},
    reports::StandingColumn,
    request::Request,
};

/// As of when a picture is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsOf {
    /// Live: the instant is when the request arrived.
    Now(DateTime<Utc>),
    /// As it was known at an instant that is settled.
    Known(DateTime<Utc>),
}

impl AsOf {
    /// What a request asks for. An instant is settled first: from then on nothing is recorded at it or before it, so that
    /// whoever asks again is told the same.
    ///
    /// Errors: `BAD_DATE`, `KNOWN_AT_AHEAD` for an instant that has not come; `KNOWN_AT_UNSETTLED` when something is recorded
    /// while the request is being answered: ask again.
    pub async fn asked(request: &Request, known_at: Option<DateTime<Utc>>) -> Result<AsOf> {
        let Some(at) = known_at else { return Ok(AsOf::Now(request.arrived())) };
        let at = clock::instant(at).ok_or_else(|| Error::refused(Code::BadDate, &["knownAt"]))?;
        if at > request.arrived() {
            // As the clocks of those who read it show it.
            let now = request.arrived().with_timezone(&clock::vietnam());
            let now = Bilingual {
                vi: now.format("%H:%M ngày %d/%m/%Y").to_string(),
                en: now.to_rfc3339_opts(SecondsFormat::Secs, false),
            };
            return Err(Problem::new(Code::KnownAtAhead, &["knownAt"]).with_texts("now", &now).into());
        }
        AsOf::settled(request, at).await
    }

    /// As everything is known that is recorded when it is asked: the last instant at which anything was, when that is later
    /// than the request, because another server's clock is ahead. Settled like any other.
    ///
    /// Errors: `KNOWN_AT_UNSETTLED`, as above.
    pub async fn latest(request: &Request) -> Result<AsOf> {
        let last = request.store().last_recorded(&request.scope()).await?;
        let now = clock::instant(request.arrived()).unwrap_or(request.arrived());
        AsOf::settled(request, last.map_or(now, |last| now.max(last))).await
    }

    async fn settled(request: &Request, at: DateTime<Utc>) -> Result<AsOf> {
        // Before the snapshot, where that is not open yet: what is recorded meanwhile is in it, and later.
        let version = request.store().settle(&request.scope(), at).await?;
        match request.reader().await?.has_all_until(at, version).await? {
            true => Ok(AsOf::Known(at)),
            false => Err(Error::refused(Code::KnownAtUnsettled, &["knownAt"])),
        }
    }

    /// The instant that deadlines, exemptions and extensions are judged at.
    pub fn instant(self) -> DateTime<Utc> {
        match self {
            AsOf::Now(at) | AsOf::Known(at) => at,
        }
    }

    /// The instant at which the picture was known; `None` when it is live.
    pub fn known_at(self) -> Option<DateTime<Utc>> {
        match self {
            AsOf::Now(_) => None,
            AsOf::Known(at) => Some(at),
        }
    }

    /// Whether what was recorded at an instant is part of the picture.
    pub fn knows(self, recorded: DateTime<Utc>) -> bool {
        self.known_at().is_none_or(|at| recorded <= at)
    }

    /// The versions that stand, or stood, on a basis.
    pub fn standing(self, basis: ConsolidationBasis) -> Condition {
        let of_basis = Condition::all().add(StandingColumn::Basis.eq(basis.code()));
        match self.known_at() {
            None => of_basis.add(StandingColumn::ToAt.is_null()),
            Some(at) => of_basis
                .add(StandingColumn::FromAt.lte(at))
                .add(Condition::any().add(StandingColumn::ToAt.is_null()).add(StandingColumn::ToAt.gt(at))),
        }
    }
}
