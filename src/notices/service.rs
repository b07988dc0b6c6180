//! The verbs of this room.

use async_graphql::InputObject;
use chrono::{DateTime, Duration, Utc};
use sea_orm::{ColumnTrait, Condition, QueryFilter, QuerySelect};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

use super::{
    rows::notice,
    types::{Content, NoticeChannel, NoticeKind, NoticeState, Occasion, Place},
    webhooks,
};
use crate::{
    kit::{Code, Error, Result, digest, id, paging::Page, vocabulary::Role},
    organisation::{self, AgencyColumn, AgencyEntity},
    store::{Reader, Subject, Writer},
};

/// How long a notice is news.
const NEWS: Duration = Duration::days(7);
/// Who is told of an agency's reports.
const TOLD: &[Role] = &[Role::Submitter, Role::AgencyHead];

/// Writes down what is to be said: a notice for each person who prepares reports or answers for them in an agency that files
/// this one, and for each webhook of the province. They go out when, and only when, the writer's transaction is committed. Returns how many.
pub async fn tell(writer: &Writer, occasions: Vec<Occasion>) -> Result<usize> {
    let agencies: BTreeSet<Uuid> = occasions.iter().map(|occasion| occasion.agency).collect();
    let agencies: Vec<Uuid> = agencies.into_iter().collect();
    let names = names(writer, &agencies).await?;
    let mut people: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for (agency, person) in people_told(writer, &occasions).await? {
        people.entry(agency).or_default().push(person);
    }
    let webhooks: Vec<Uuid> = webhooks::active(writer).await?.into_iter().map(|row| row.id).collect();
    let mut rows = Vec::new();
    for occasion in occasions {
        let (code, name) = names.get(&occasion.agency).cloned().unwrap_or_default();
        let theirs = occasion.acting.iter().filter_map(|agency| people.get(agency)).flatten();
        // Somebody may be of several of them, and is told once.
        let told: BTreeSet<Uuid> = theirs.copied().collect();
        let recipients = told.iter().map(|person| (NoticeChannel::Email, *person));
        let recipients = recipients.chain(webhooks.iter().map(|hook| (NoticeChannel::Webhook, *hook)));
        let name_of_it = occasion.name();
        let (mut places, reasons): (Vec<Place>, Vec<String>) = occasion.reasons.into_iter().unzip();
        if places.iter().all(|place| *place == Place::default()) {
            places.clear();
        }
        let content = digest::canonical(&Content {
            agency: code,
            agency_name: name,
            form: occasion.form,
            period: occasion.period,
            due_at: occasion.due_at,
            working_days: occasion.working_days,
            reasons,
            places,
            nothing_accepted: occasion.nothing_accepted,
        });
        rows.extend(recipients.map(|(channel, recipient)| notice::Model {
            tenant_id: writer.scope().tenant(),
            id: id::new(writer.now()),
            agency_id: occasion.agency,
            obligation_id: occasion.obligation,
            report_id: occasion.report,
            kind: occasion.kind.code().into(),
            occasion: name_of_it.clone(),
            channel: channel.code().into(),
            recipient_id: recipient,
            content: content.clone(),
            state: NoticeState::Pending.code().into(),
            revision: 0,
            attempts: 0,
            created_at: writer.now(),
            next_at: writer.now(),
            expires_at: writer.now() + NEWS,
            leased_until: None,
            sent_at: None,
            failed_at: None,
            failure: None,
            last_error: None,
        }));
    }
    let count = rows.len();
    writer.insert_all::<notice::Entity>(rows).await?;
    Ok(count)
}

/// Whom some occasions are told to, beside webhooks: pairs of an agency that acts and a person of it.
pub async fn people_told(reader: &Reader, occasions: &[Occasion]) -> Result<Vec<(Uuid, Uuid)>> {
    let acting: BTreeSet<Uuid> =
        occasions.iter().flat_map(|occasion| occasion.acting.iter().copied()).collect();
    let acting: Vec<Uuid> = acting.into_iter().collect();
    organisation::people_of(reader, &acting, TOLD).await
}

async fn names(reader: &Reader, agencies: &[Uuid]) -> Result<HashMap<Uuid, (String, String)>> {
    let rows = reader
        .find::<AgencyEntity>()
        .with(|all| all.filter(AgencyColumn::Id.is_in(agencies.iter().copied())))
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, (row.code, row.name))).collect())
}

/// Which of some occasions somebody was told of before.
pub async fn told(reader: &Reader, names: &[String]) -> Result<BTreeSet<String>> {
    #[derive(sea_orm::FromQueryResult)]
    struct Told {
        occasion: String,
    }
    let mut told = BTreeSet::new();
    // SQLite takes 32,766 variables a statement.
    for names in names.chunks(10_000) {
        let rows: Vec<Told> = reader
            .find::<notice::Entity>()
            .with(|all| {
                all.select_only()
                    .column(notice::Column::Occasion)
                    .distinct()
                    .filter(notice::Column::Occasion.is_in(names))
            })
            .rows()
            .await?;
        told.extend(rows.into_iter().map(|row| row.occasion));
    }
    Ok(told)
}

/// Which notices are wanted (lọc thông báo).
#[derive(InputObject, Clone, Debug, Default, serde::Serialize)]
pub struct NoticeFilter {
    /// Only of this kind.
    pub kind: Option<NoticeKind>,
    /// Only in this state.
    pub state: Option<NoticeState>,
    /// Only on this channel.
    pub channel: Option<NoticeChannel>,
    /// Only about the agency with this code.
    pub agency: Option<String>,
}

/// One page of notices, the newest first, with one row too many; and how many there are, when asked for. Only those to
/// `person`, if that is given.
pub async fn page(
    reader: &Reader,
    person: Option<Uuid>,
    filter: &NoticeFilter,
    page: &Page<(DateTime<Utc>, Uuid)>,
    counted: bool,
) -> Result<(Vec<notice::Model>, Option<u64>)> {
    let mut matching = Condition::all();
    if let Some(person) = person {
        matching = matching.add(to(person));
    }
    if let Some(kind) = filter.kind {
        matching = matching.add(notice::Column::Kind.eq(kind.code()));
    }
    if let Some(state) = filter.state {
        matching = matching.add(notice::Column::State.eq(state.code()));
    }
    if let Some(channel) = filter.channel {
        matching = matching.add(notice::Column::Channel.eq(channel.code()));
    }
    if let Some(code) = &filter.agency {
        match organisation::agency_by_code(reader, code).await? {
            Some(agency) => matching = matching.add(notice::Column::AgencyId.eq(agency.key())),
            None => return Ok((Vec::new(), counted.then_some(0))),
        }
    }
    let total = match counted {
        true => {
            let matching = matching.clone();
            Some(reader.find::<notice::Entity>().with(|all| all.filter(matching)).count().await?)
        }
        false => None,
    };
    let rows = reader
        .find::<notice::Entity>()
        .with(|all| all.filter(matching))
        .page(page, notice::Column::CreatedAt, notice::Column::Id, true)
        .all()
        .await?;
    Ok((rows, total))
}

fn to(person: Uuid) -> Condition {
    Condition::all()
        .add(notice::Column::RecipientId.eq(person))
        .add(notice::Column::Channel.eq(NoticeChannel::Email.code()))
}

/// A notice by id; only one to `person`, if that is given.
pub async fn by_id(reader: &Reader, id: Uuid, person: Option<Uuid>) -> Result<Option<notice::Model>> {
    let own = person.map_or_else(Condition::all, to);
    reader.find::<notice::Entity>().with(|all| all.filter(notice::Column::Id.eq(id)).filter(own)).one().await
}

/// Has a notice that was given up tried again, as often as a new one.
pub async fn retry(writer: &Writer, id: Uuid) -> Result<notice::Model> {
    let missing = || Error::refused(Code::NotFound, &["notice"]);
    let before = by_id(writer, id, None).await?.ok_or_else(missing)?;
    if before.state != NoticeState::Failed.code() {
        return Err(Error::refused(Code::NoticeNotFailed, &["notice"]));
    }
    let after = notice::Model {
        state: NoticeState::Pending.code().into(),
        revision: before.revision + 1,
        attempts: 0,
        next_at: writer.now(),
        expires_at: writer.now() + NEWS,
        leased_until: None,
        failed_at: None,
        failure: None,
        ..before.clone()
    };
    writer.about(Subject::new("Notice", id).of_agency(before.agency_id));
    writer.update::<notice::Entity>(&before, after.clone()).await?;
    Ok(after)
}
