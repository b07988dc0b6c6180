//! The audit log, for those who may read it.

use async_graphql::{ComplexObject, Context, ID, InputObject, Result, SimpleObject};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, Condition, QueryFilter};
use uuid::Uuid;

use crate::{
    auth::Action,
    kit::{
        self, Code, Error, clock,
        id::{self, Kind},
        paging::Page,
        scalars::Long,
        text,
    },
    nullable,
    organisation::{self, Person},
    request::Request,
    store::{AuditColumn, AuditEntity, AuditRow, Reader},
};

/// A committed change: who, what, when, and digests of what was before and after (nhật ký).
#[derive(SimpleObject, Clone, Debug)]
#[graphql(complex)]
pub struct AuditEntry {
    /// Opaque global id.
    #[graphql(owned)]
    pub id: ID,
    /// Its number: the province's entries are numbered without a gap (số thứ tự).
    pub number: Long,
    /// When (thời điểm).
    pub at: DateTime<Utc>,
    /// What was done, by the mutation's name (thao tác).
    pub action: String,
    /// The GraphQL type of the object it was done to (loại đối tượng).
    pub subject_type: String,
    /// The global id of the object it was done to (đối tượng).
    pub subject_id: ID,
    /// The id of the request it came with (mã yêu cầu).
    pub request_id: String,
    /// SHA-256 over what was before, in hexadecimal; null when there was nothing (mã băm trước).
    pub before_digest: Option<String>,
    /// SHA-256 over what was after, in hexadecimal (mã băm sau).
    pub after_digest: Option<String>,
    #[graphql(skip)]
    person: Option<Uuid>,
}

#[ComplexObject]
impl AuditEntry {
    /// Who did it; null for the operator's own commands (người thực hiện).
    async fn person(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        let person = self.person?;
        nullable!(ctx, |request| organisation::load_person(request, person).await)
    }
}

impl From<AuditRow> for AuditEntry {
    fn from(row: AuditRow) -> Self {
        AuditEntry {
            id: id::encode(Kind::AuditEntry, row.seq),
            number: Long(row.seq),
            at: row.at,
            action: row.action,
            subject_id: subject_id(&row.subject_kind, row.subject_id),
            subject_type: row.subject_kind,
            request_id: row.request_id,
            before_digest: row.before_digest,
            after_digest: row.after_digest,
            person: row.person_id,
        }
    }
}

fn subject_id(kind: &str, key: Uuid) -> ID {
    match kind {
        "CalendarProfile" => id::encode(Kind::CalendarProfile, key),
        "Round" => id::encode(Kind::Round, key),
        "Obligation" => id::encode(Kind::Obligation, key),
        "Report" => id::encode(Kind::Report, key),
        "Plan" => id::encode(Kind::Plan, key),
        "Notice" => id::encode(Kind::Notice, key),
        "Release" => id::encode(Kind::Release, key),
        "Webhook" => id::encode(Kind::Webhook, key),
        "ServiceAccount" => id::encode(Kind::ServiceAccount, key),
        "RoleRequest" => id::encode(Kind::RoleRequest, key),
        "Person" => id::encode(Kind::Person, key),
        "MobilisationModel" => id::encode(Kind::MobilisationModel, key),
        _ => id::encode(Kind::Province, key.as_u128()),
    }
}

/// Which entries are wanted (lọc nhật ký).
#[derive(InputObject, Clone, Debug, Default, serde::Serialize)]
pub struct AuditFilter {
    /// Only of this mutation, such as `reportAccept`.
    pub action: Option<String>,
    /// Only from this instant on.
    pub from: Option<DateTime<Utc>>,
    /// Only before this instant.
    pub before: Option<DateTime<Utc>>,
}

/// One page of the log, newest first, with one row too many; and how many there are, when asked for.
pub async fn page(
    reader: &Reader,
    filter: &AuditFilter,
    page: &Page<(i64, Uuid)>,
    counted: bool,
) -> kit::Result<(Vec<AuditRow>, Option<u64>)> {
    let mut matching = Condition::all();
    if let Some(action) = &filter.action {
        if !text::can_be_stored(action) {
            return Ok((Vec::new(), counted.then_some(0)));
        }
        matching = matching.add(AuditColumn::Action.eq(action));
    }
    for (name, at) in [("from", filter.from), ("before", filter.before)] {
        if at.is_some_and(|at| clock::instant(at).is_none()) {
            return Err(Error::refused(Code::BadDate, &["filter", name]));
        }
    }
    if let Some(from) = filter.from {
        matching = matching.add(AuditColumn::At.gte(from));
    }
    if let Some(before) = filter.before {
        matching = matching.add(AuditColumn::At.lt(before));
    }
    let total = match counted {
        true => {
            let matching = matching.clone();
            Some(reader.find::<AuditEntity>().with(|all| all.filter(matching)).count().await?)
        }
        false => None,
    };
    let rows = reader
        .find::<AuditEntity>()
        .with(|all| all.filter(matching))
        .page(page, AuditColumn::Seq, AuditColumn::SubjectId, true)
        .all()
        .await?;
    Ok((rows, total))
}

/// The entry of the key in a global id, for those who may read the log.
pub async fn by_key(request: &Request, key: &str) -> kit::Result<Option<AuditEntry>> {
    let (Ok(number), true) = (key.parse::<i64>(), request.actor().may(Action::ReadAuditLog)) else {
        return Ok(None);
    };
    let reader = request.reader().await?;
    let row = reader.find::<AuditEntity>().with(|all| all.filter(AuditColumn::Seq.eq(number))).one().await?;
    Ok(row.map(AuditEntry::from))
}
