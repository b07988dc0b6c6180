//! Letting an agency off, and giving it time: by whom, why, and until when that counts. Nothing has to happen when a grace
//! ends: whoever asks looks at the clock.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::{
    past,
    rows::{grace, obligation},
    service::any_obligation,
};
use crate::{
    kit::{Bilingual, Code, Error, Result, clock, text, vocabulary::ReportState},
    store::Writer,
};

/// Why something is granted, by whom, and until when it counts.
#[derive(Clone, Debug, Default)]
pub struct Grace {
    pub reason: String,
    /// The office or person that decided it, where that is not who records it.
    pub grantor: Option<String>,
    pub expires_at: Option<DateTime<Utc>>,
}

impl obligation::Model {
    /// An obligation that nothing has been granted for.
    pub fn new(tenant: i32, id: Uuid, agency: Uuid, round: Uuid, period: i32, due_at: DateTime<Utc>) -> Self {
        obligation::Model {
            tenant_id: tenant,
            id,
            agency_id: agency,
            round_id: round,
            period,
            due_at,
            exempted_at: None,
            exemption_reason: None,
            extension_reason: None,
            exempted_by: None,
            exemption_grantor: None,
            exempted_until: None,
            extended_due_at: None,
            extended_at: None,
            extended_by: None,
            extension_grantor: None,
            extended_until: None,
            answering_id: None,
            recorded_at: None,
        }
    }

    /// The same of an agency that ended on a day, and for which nobody answers: it is let off from the beginning.
    pub(super) fn exempt_of_ended(self, on: NaiveDate, writer: &Writer) -> Self {
        let reason = on.format(
            "Cơ quan kết thúc hoạt động từ ngày %d/%m/%Y, không có cơ quan chịu trách nhiệm báo cáo thay.",
        );
        obligation::Model {
            exempted_at: Some(writer.now()),
            exemption_reason: Some(reason.to_string()),
            exempted_by: writer.person(),
            ..self
        }
    }

    /// Until when a report is on time, judged at an instant: as the extension gives it, as long as that counts.
    pub fn due(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        self.given().filter(|_| self.is_extended(at)).unwrap_or(self.due_at)
    }

    /// The due instant of the extension, which promises no more time than it counts.
    fn given(&self) -> Option<DateTime<Utc>> {
        self.extended_due_at.map(|due| due.min(self.extended_until.unwrap_or(due)))
    }

    /// From when on nothing that arrives is on time, judged at an instant: an extension that has run out was time until then,
    /// and nothing was owed while an exemption counted.
    pub fn late_since(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        let gave = self.given().filter(|_| !self.is_extended(at));
        let let_off = self.exempted_until.filter(|until| self.exempted_at.is_some() && *until < at);
        gave.into_iter().chain(let_off).fold(self.due(at), DateTime::max)
    }

    /// Whether an extension counts at an instant.
    pub fn is_extended(&self, at: DateTime<Utc>) -> bool {
        self.extended_due_at.is_some_and(|due| at <= self.extended_until.unwrap_or(due))
    }

    /// Where the obligation's report stands at an instant: as it is written down, but for one that was locked with its round
    /// before anything had arrived, which is open while an extension counts, and locked by itself when that ends.
    pub fn state_at(
        &self,
        state: ReportState,
        arrived: Option<DateTime<Utc>>,
        at: DateTime<Utc>,
    ) -> ReportState {
        match state {
            ReportState::Locked if arrived.is_none() && self.is_extended(at) => ReportState::Draft,
            state => state,
        }
    }

    /// Whether the agency is let off at an instant.
    pub fn is_exempt(&self, at: DateTime<Utc>) -> bool {
        self.exempted_at.is_some() && self.exempted_until.is_none_or(|until| at <= until)
    }
}

/// Frees an agency of a report that it owes; for good, or until the exemption expires. In a round that is closed, too: whoever was
/// missing is exempt from then on, and what was known before stays what was known.
pub async fn exempt(writer: &Writer, obligation: Uuid, grace: Grace) -> Result<obligation::Model> {
    let Grace { reason, grantor, expires_at } = check(grace, writer.now())?;
    let before = any_obligation(writer, obligation).await?;
    near(&before, expires_at, "expiresAt", writer.now())?;
    let after = obligation::Model {
        exempted_at: Some(writer.now()),
        exemption_reason: Some(reason),
        exempted_by: writer.person(),
        exemption_grantor: grantor,
        exempted_until: expires_at,
        ..before.clone()
    };
    writer.update::<obligation::Entity>(&before, after.clone()).await?;
    past::keep(writer, &after, grace::EXEMPTION).await?;
    Ok(after)
}

/// Gives an agency until a later instant, which is to come: what arrives by then is on time. The extension counts until it
/// expires, which is that instant unless a later one is given; then the first due instant holds again. In a round that is closed
/// it opens the report until it expires: what arrives after the due instant is late, and yet taken.
pub async fn extend(
    writer: &Writer,
    obligation: Uuid,
    due_at: DateTime<Utc>,
    grace: Grace,
) -> Result<obligation::Model> {
    let Grace { reason, grantor, expires_at } = check(grace, writer.now())?;
    let due_at = clock::instant(due_at).ok_or_else(|| Error::refused(Code::BadDate, &["dueAt"]))?;
    let before = any_obligation(writer, obligation).await?;
    if due_at <= before.due(writer.now()).max(writer.now()) {
        return Err(Error::refused(Code::NotAnExtension, &["dueAt"]));
    }
    // From the first due instant, lest one extension after another lead anywhere.
    near(&before, Some(due_at), "dueAt", writer.now())?;
    near(&before, expires_at, "expiresAt", writer.now())?;
    if expires_at.is_some_and(|until| until < due_at) {
        return Err(Error::refused(Code::ExpiryBeforeDue, &["expiresAt"]));
    }
    let after = obligation::Model {
        extended_due_at: Some(due_at),
        extended_at: Some(writer.now()),
        extended_by: writer.person(),
        extension_reason: Some(reason),
        extension_grantor: grantor,
        extended_until: Some(expires_at.unwrap_or(due_at)),
        ..before.clone()
    };
    writer.update::<obligation::Entity>(&before, after.clone()).await?;
    past::keep(writer, &after, grace::EXTENSION).await?;
    Ok(after)
}

/// Refuses an instant that lies years after now and after the first due instant.
fn near(of: &obligation::Model, at: Option<DateTime<Utc>>, field: &str, now: DateTime<Utc>) -> Result<()> {
    match at {
        Some(at) if !clock::is_near(at, of.due_at.max(now)) => {
            let since = Bilingual { vi: "hạn nộp ban đầu".into(), en: "the first due instant".into() };
            Err(clock::too_far(&[field], &since).into())
        }
        _ => Ok(()),
    }
}

/// The grace as it is stored; everything that is wrong with it otherwise.
fn check(grace: Grace, now: DateTime<Utc>) -> Result<Grace> {
    let mut problems = Vec::new();
    let reason = text::reason(&grace.reason, &["reason"]).map_err(|problem| problems.push(problem));
    let grantor = grace.grantor.filter(|grantor| !grantor.trim().is_empty());
    let grantor = grantor.map(|grantor| {
        let clean = text::required(&grantor, text::MAX_NAME, &["grantor"]);
        clean.map_err(|problem| problems.push(problem)).unwrap_or_default()
    });
    let expires_at = grace.expires_at.map(|at| clock::instant(at).filter(|at| *at > now));
    if expires_at == Some(None) {
        problems.push(crate::kit::Problem::new(Code::BadExpiry, &["expiresAt"]));
    }
    match reason {
        Ok(reason) if problems.is_empty() => Ok(Grace { reason, grantor, expires_at: expires_at.flatten() }),
        _ => Err(problems.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap_or_default()
    }

    fn owed() -> obligation::Model {
        obligation::Model::new(1, Uuid::nil(), Uuid::nil(), Uuid::nil(), 120_193, at(100))
    }

    #[test]
    fn an_extension_counts_until_it_expires_and_then_no_more() {
        assert_eq!(owed().due(at(500)), at(100));
        let extended =
            obligation::Model { extended_due_at: Some(at(200)), extended_until: Some(at(200)), ..owed() };
        for (now, due) in [(50, 200), (100, 200), (200, 200), (201, 100), (500, 100)] {
            assert_eq!(extended.due(at(now)), at(due), "{now}");
        }
        let late = |row: &obligation::Model, now| row.late_since(at(now));
        assert_eq!([50, 150, 201].map(|now| late(&extended, now)), [at(200); 3]);
        assert_eq!([50, 150].map(|now| late(&owed(), now)), [at(100); 2]);
        let locked = |now| extended.state_at(ReportState::Locked, None, at(now));
        assert_eq!((locked(200), locked(201)), (ReportState::Draft, ReportState::Locked));
        assert_eq!(extended.state_at(ReportState::Locked, Some(at(90)), at(150)), ReportState::Locked);
        assert_eq!(extended.state_at(ReportState::Submitted, Some(at(90)), at(150)), ReportState::Submitted);
        let short = obligation::Model { extended_until: Some(at(150)), ..extended };
        assert_eq!((short.due(at(150)), short.due(at(151))), (at(150), at(100)), "no promise beyond its end");
        assert_eq!([150, 151].map(|now| late(&short, now)), [at(150); 2]);
        let longer = obligation::Model { extended_until: Some(at(300)), ..short };
        assert_eq!([210, 310].map(|now| late(&longer, now)), [at(200); 2], "late once, not twice");
    }

    #[test]
    fn an_exemption_counts_for_good_or_until_it_expires() {
        assert!(!owed().is_exempt(at(1)));
        let exempt = obligation::Model { exempted_at: Some(at(10)), ..owed() };
        assert!(exempt.is_exempt(at(1_000_000)));
        let short = obligation::Model { exempted_until: Some(at(20)), ..exempt };
        assert!(short.is_exempt(at(20)) && !short.is_exempt(at(21)));
        let late = |until, now| {
            obligation::Model { exempted_until: Some(at(until)), ..short.clone() }.late_since(at(now))
        };
        assert_eq!((late(20, 150), late(120, 120), late(120, 121)), (at(100), at(100), at(120)));
    }
}
