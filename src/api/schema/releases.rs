//! Releases, as clients ask for them.

use async_graphql::{Context, ID, InputObject, Object, OneofObject, Result};

use crate::{
    consolidation::{self, Release, ReleaseFilter},
    kit::{
        connection::Paged,
        id::{self, Kind},
        paging::PageArgs,
    },
    nullable,
};

/// Names one release: exactly one of the fields (chỉ ra một số liệu phát hành).
#[derive(OneofObject, Clone, Debug)]
pub enum ReleaseBy {
    /// By global id.
    Id(ID),
    /// By year and number.
    Key(ReleaseKey),
}

/// What a release is quoted by in its province (năm và số phát hành).
#[derive(InputObject, Clone, Debug)]
pub struct ReleaseKey {
    /// The year in which it was made (năm).
    pub year: i32,
    /// Its number in that year (số).
    pub number: i32,
}

#[derive(Default)]
pub struct ReleaseQuery;

#[Object]
impl ReleaseQuery {
    /// A release: for whoever sees the whole province's figures, one of provisional figures not for BI readers; null when there
    /// is none, or none for the caller to see (số liệu phát hành).
    async fn release(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which release.")] by: ReleaseBy,
    ) -> Option<Result<Release>> {
        nullable!(ctx, |request| match &by {
            ReleaseBy::Key(key) => consolidation::find_release_by_number(request, key.year, key.number).await,
            ReleaseBy::Id(id) => match id::decode_uuid(id, Kind::Release) {
                Some(id) => consolidation::find_release(request, id).await,
                None => Ok(None),
            },
        })
    }

    /// The province's releases that the caller may see, the newest first: by year, then by number (các số liệu phát hành).
    async fn releases(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which releases.")] filter: Option<ReleaseFilter>,
        #[graphql(desc = "How many from the front, at most 100.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the back, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Option<Result<Paged<Release>>> {
        let counted = ctx.look_ahead().field("totalCount").exists();
        nullable!(ctx, |request| {
            let args = PageArgs { first, after, last, before };
            consolidation::release_page(request, &filter.unwrap_or_default(), args, counted).await.map(Some)
        })
    }
}
