//! The tables of a province against its log: every row has its leaf, every leaf its row, and both say the same.

use serde_json::Value;
use std::collections::HashMap;
use uuid::Uuid;

use super::{
    finding::{Checked, Stop, found, named},
    tables,
    tree::Tree,
};
use crate::{
    kit::{Error, Result},
    ledger::{ENTRIES, Facts, Form, Object, form_of, leaf, merkle::Hash, subject_of},
    store::{Reader, log},
};
use sea_orm::{ColumnTrait, QueryFilter};

/// The facts of everything, by what they are facts of.
type OfWhat = HashMap<Uuid, Vec<Hash>>;

/// Checks the tables. `tell` is told how many rows have been looked at.
pub async fn check(
    reader: &Reader,
    province: &str,
    tree: &mut Tree,
    tell: &mut (dyn FnMut(u64) + Send),
) -> Checked {
    let mut rows = 0;
    let mut of_what = OfWhat::new();
    tables::facts(reader, &mut |table, row| {
        rows += 1;
        tell(rows);
        let Some(Form::Fact(column)) = form_of(table) else { return Err(unknown(table)) };
        let of = row.get(column).and_then(Value::as_str).and_then(|of| of.parse().ok());
        let of: Uuid = of.ok_or_else(|| unknown(table))?;
        of_what.entry(of).or_default().push(Facts::one(table, &row));
        Ok(())
    })
    .await?;
    let mut wrong = None;
    tables::objects(reader, &mut |table, row| {
        rows += 1;
        tell(rows);
        let Some(Form::Object(object)) = form_of(table) else { return Err(unknown(table)) };
        if wrong.is_none() {
            wrong = self::row(province, tree, object, &row, &mut of_what).err();
        }
        Ok(())
    })
    .await?;
    if let Some(wrong) = wrong {
        return Err(wrong);
    }
    if let Some((of, facts)) = of_what.iter().next() {
        return Err(found(
            format!("Tỉnh {province}: có {} số liệu của một phiên bản không tồn tại (id {of}).", facts.len()),
            format!(
                "Province {province}: there are {} facts of a version that is not there (id {of}).",
                facts.len()
            ),
        ));
    }
    entries(reader, province, tree).await?;
    unseen(reader, province, tree).await
}

fn unknown(table: &str) -> Error {
    Error::broken(format!("{table} is not in the log"))
}

/// A row against its leaf, and against that of its end.
fn row(province: &str, tree: &mut Tree, object: &Object, row: &Value, of_what: &mut OfWhat) -> Checked {
    let subject = subject_of(row).ok_or_else(|| unknown(object.table))?;
    let facts = (!object.facts.is_empty()).then(|| Facts::of(of_what.remove(&subject).unwrap_or_default()));
    one(province, tree, object.kind, &object.begun(row), facts.as_ref(), row)?;
    match (object.end(row), object.ended) {
        (Some((kind, shown)), _) => one(province, tree, kind, &shown, None, row),
        (None, Some((_, kind))) if tree.leaves.contains_key(&(kind, subject)) => {
            let what = named(object.kind, row);
            Err(found(
                format!("Tỉnh {province}: {} đã kết thúc theo nhật ký, nhưng trong bảng thì chưa.", what.vi),
                format!("Province {province}: {} has ended by the log, but not in the table.", what.en),
            ))
        }
        _ => Ok(()),
    }
}

/// What is shown of a row against the leaf of a kind.
fn one(
    province: &str,
    tree: &mut Tree,
    kind: &'static str,
    shown: &Value,
    facts: Option<&Facts>,
    row: &Value,
) -> Checked {
    let subject = subject_of(shown).ok_or_else(|| unknown(kind))?;
    let what = || named(kind, row);
    let Some(known) = tree.leaves.get_mut(&(kind, subject)) else {
        let what = what();
        return Err(found(
            format!("Tỉnh {province}: {} không có trong nhật ký.", what.vi),
            format!("Province {province}: {} is not in the log.", what.en),
        ));
    };
    known.seen = true;
    let (position, claim) = (known.position, &known.claim);
    let again = leaf(kind, shown, facts, claim.seq, claim.found)?;
    if again.hash() == known.hash {
        return Ok(());
    }
    let what = what();
    Err(found(
        format!("Tỉnh {province}: {} khác với khi được ghi nhật ký (bản ghi {position}).", what.vi),
        format!("Province {province}: {} is not what it was when it was logged (leaf {position}).", what.en),
    ))
}

/// The audit log: numbered without a gap, up to the province's version, and as it was where the log has it.
async fn entries(reader: &Reader, province: &str, tree: &mut Tree) -> Checked {
    let Some(Form::Object(object)) = form_of(ENTRIES) else { return Err(unknown(ENTRIES).into()) };
    let (mut expected, mut wrong) = (0_i64, None);
    tables::entries(reader, &mut |_, row| {
        expected += 1;
        if wrong.is_some() {
            return Ok(());
        }
        let subject = subject_of(&row);
        if row.get("seq").and_then(Value::as_i64) != Some(expected) {
            wrong = Some(gap(province, expected));
        } else if subject.is_some_and(|subject| tree.leaves.contains_key(&(object.kind, subject))) {
            wrong = one(province, tree, object.kind, &object.begun(&row), None, &row).err();
        }
        Ok(())
    })
    .await?;
    if let Some(wrong) = wrong {
        return Err(wrong);
    }
    let version = reader.version().await?;
    if expected != version {
        return Err(gap(province, expected.min(version) + 1));
    }
    // Each transaction that has leaves has its entry among them.
    let entry = |seq: i64| u128::try_from(seq).map(Uuid::from_u128).unwrap_or_default();
    let lost =
        tree.leaves.values().find(|known| !tree.leaves.contains_key(&(object.kind, entry(known.claim.seq))));
    match lost {
        Some(known) => Err(gap(province, known.claim.seq)),
        None => Ok(()),
    }
}

fn gap(province: &str, seq: i64) -> Stop {
    found(
        format!("Tỉnh {province}: nhật ký thao tác thiếu dòng {seq} hoặc có dòng thừa."),
        format!("Province {province}: the audit log lacks entry {seq}, or has one too many."),
    )
}

/// Leaves of what is no longer there.
async fn unseen(reader: &Reader, province: &str, tree: &Tree) -> Checked {
    let lost = tree.leaves.iter().filter(|(_, known)| !known.seen).min_by_key(|(_, known)| known.position);
    let Some(((kind, _), known)) = lost else { return Ok(()) };
    let said = told(reader, known.position).await?;
    let what = named(kind, &said);
    Err(found(
        format!("Tỉnh {province}: {} có trong nhật ký nhưng đã mất khỏi bảng.", what.vi),
        format!("Province {province}: {} is in the log, and gone from the tables.", what.en),
    ))
}

/// What a leaf says of its row.
async fn told(reader: &Reader, position: u64) -> Result<Value> {
    let position = i64::try_from(position).map_err(Error::broken)?;
    let row = reader
        .find::<log::leaf::Entity>()
        .with(|all| all.filter(log::leaf::Column::Position.eq(position)))
        .one()
        .await?;
    let said: Value = row.and_then(|row| serde_json::from_str(&row.leaf).ok()).unwrap_or_default();
    Ok(said.get("row").cloned().unwrap_or_default())
}
