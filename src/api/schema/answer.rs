//! Mutations are answered once: the same request, sent again, gets the first answer again, to the letter.

use async_graphql::{
    Context, ContextSelectionSet, OutputType, Positioned, Result, ServerResult, Value, parser::types::Field,
    registry::Registry,
};
use std::borrow::Cow;
use uuid::Uuid;

use crate::{
    kit::{Error, digest},
    request::{self, Request},
    store::Question,
};

/// What a mutation answers with.
pub trait Payload: OutputType {
    /// Whether the mutation did what it was asked for.
    fn done(&self) -> bool;

    /// What is shown to whoever asked first, and not kept for those who ask again.
    fn shown_once(&self) -> Option<&str> {
        None
    }
}

/// A payload that is still to be shown, or what was shown first.
pub enum Answer<P> {
    /// Not shown yet; kept under this question once it is.
    New(P, Question),
    /// Shown before.
    First(Value),
}

/// Answers a mutation: as the same request was answered before, or by running it.
///
/// The same request is the same person's, with the same key, document, variables and language. A request with the same
/// key and input that asks for other fields is not run again either (see `Request::write`), and is shown how things now
/// stand. A refusal changes nothing and is not kept: the request may be sent again when it can be done.
pub async fn once<P: Payload>(
    ctx: &Context<'_>,
    key: Uuid,
    run: impl Future<Output = Result<P>>,
) -> Option<Result<Answer<P>>> {
    let answer = async {
        let request = request::of(ctx)?;
        let place = ctx.item.pos;
        let words = digest::of(&(request.words(), place.line, place.column));
        let question = Question { person: request.actor().person(), key, words };
        match request.first_answer(&question).await.map_err(|error| request.error(error))? {
            Some(kept) => Ok(Answer::First(read(&kept).map_err(|error| request.error(error))?)),
            None => Ok(Answer::New(run.await?, question)),
        }
    };
    Some(answer.await)
}

fn read(kept: &str) -> Result<Value, Error> {
    serde_json::from_str(kept).map_err(Error::broken)
}

/// What there is to show of a payload, kept before anybody sees it; what was kept by another, when that was quicker.
async fn keep(request: &Request, question: &Question, shown: &Value) -> Result<Value, Error> {
    let text = serde_json::to_string(shown).map_err(Error::broken)?;
    read(&request.keep_first_answer(question.clone(), text).await?)
}

/// A value with null wherever a secret is in it, whatever the field is called there.
fn without(value: Value, secret: &str) -> Value {
    match value {
        Value::String(text) if text == secret => Value::Null,
        Value::List(values) => Value::List(values.into_iter().map(|value| without(value, secret)).collect()),
        Value::Object(fields) => {
            Value::Object(fields.into_iter().map(|(name, value)| (name, without(value, secret))).collect())
        }
        value => value,
    }
}

impl<P: Payload> OutputType for Answer<P> {
    fn type_name() -> Cow<'static, str> {
        P::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        P::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        let (payload, question) = match self {
            Answer::First(value) => return Ok(value.clone()),
            Answer::New(payload, question) => (payload, question),
        };
        let faults = || ctx.query_env.errors.lock().map(|errors| errors.len()).unwrap_or_default();
        let before = faults();
        let value = payload.resolve(ctx, field).await?;
        let request = async_graphql::context::DataContext::data_opt::<Request>(ctx);
        // An answer with an error in it is not one to be given for ever.
        let (Some(request), true) = (request, payload.done() && faults() == before) else { return Ok(value) };
        let kept = match payload.shown_once() {
            Some(secret) => {
                keep(request, question, &without(value.clone(), secret)).await.map(|_| value.clone())
            }
            None => keep(request, question, &value).await,
        };
        Ok(kept.unwrap_or_else(|error| {
            // It is done all the same; only asked again, it may be shown otherwise.
            request.error(error);
            value
        }))
    }
}
