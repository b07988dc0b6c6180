//! What laws on democracy at the grassroots ask, as clients read it.

use async_graphql::{ComplexObject, Context, Object, SimpleObject};

use super::{LegalGround, catalogue, grounds, said};
use crate::{
    catalogue::{ContentCertainty, DisclosureContent, ListKnown, Regime},
    kit::{
        scalars::Date,
        vocabulary::{AgencyKind, DisclosureMode},
    },
};

/// What one law asks of some kinds of agency while it is in force (chế độ dân chủ ở cơ sở theo một văn bản).
#[derive(Clone, Debug)]
pub struct DisclosureRegime(Regime);

impl From<Regime> for DisclosureRegime {
    fn from(regime: Regime) -> Self {
        DisclosureRegime(regime)
    }
}

/// What one law asks of some kinds of agency while it is in force (chế độ dân chủ ở cơ sở theo một văn bản).
#[Object]
impl DisclosureRegime {
    /// Stable code, such as `AGENCY_2022` (mã).
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// Name (tên).
    async fn label(&self, ctx: &Context<'_>) -> String {
        said(ctx, &self.0.label)
    }

    /// Its legal basis, as documents of the register (các căn cứ pháp lý).
    async fn grounds(&self, ctx: &Context<'_>) -> Vec<LegalGround> {
        grounds(ctx, &self.0.legal_basis)
    }

    /// The kinds of agency it is for (loại cơ quan).
    async fn agency_kinds(&self) -> &[AgencyKind] {
        &self.0.agency_kinds
    }

    /// In force from (hiệu lực từ).
    async fn valid_from(&self) -> Option<Date> {
        self.0.valid_from.map(Date)
    }

    /// In force to; null while it is (hiệu lực đến).
    async fn valid_to(&self) -> Option<Date> {
        self.0.valid_to.map(Date)
    }

    /// What is not known of it here (điều chưa rõ).
    async fn note(&self, ctx: &Context<'_>) -> Option<String> {
        self.0.note.as_ref().map(|note| said(ctx, note))
    }

    /// How far its lists are known, mode by mode (mức độ đầy đủ của danh mục theo phương thức).
    async fn parts(&self, ctx: &Context<'_>) -> Vec<DisclosureRegimePart> {
        let part = |part: &crate::catalogue::RegimePart| DisclosureRegimePart {
            mode: part.mode,
            known: part.known,
            total: part.total,
            provision: part.provision.as_ref().map(|provision| said(ctx, provision)),
        };
        self.0.parts.iter().map(part).collect()
    }

    /// The contents under it that are known here, in the catalogue's order (các nội dung).
    async fn contents(&self, ctx: &Context<'_>) -> Vec<DisclosureContent> {
        let under =
            |content: &&DisclosureContent| content.under.iter().any(|under| under.regime == self.0.code);
        catalogue(ctx).disclosure_contents().iter().filter(under).cloned().collect()
    }
}

/// How far a regime's list of contents of one mode is known (mức độ đầy đủ của một danh mục).
#[derive(SimpleObject, Clone, Debug)]
pub struct DisclosureRegimePart {
    /// What is done with the contents (phương thức).
    mode: DisclosureMode,
    /// How far the list is known here (mức độ đầy đủ).
    known: ListKnown,
    /// How many contents the law lists; null where no source says so (số nội dung theo văn bản).
    total: Option<u32>,
    /// Article or chapter (điều, khoản).
    provision: Option<String>,
}

/// That a content stands under a regime (nội dung thuộc một chế độ).
#[derive(SimpleObject, Clone, Debug)]
#[graphql(complex)]
pub struct ContentUnderRegime {
    /// How surely (mức độ chắc chắn).
    certainty: ContentCertainty,
    /// Article or chapter (điều, khoản).
    provision: Option<String>,
    #[graphql(skip)]
    code: String,
}

impl ContentUnderRegime {
    /// The regimes of a content.
    pub fn all(ctx: &Context<'_>, content: &DisclosureContent) -> Vec<Self> {
        let one = |under: &crate::catalogue::Under| ContentUnderRegime {
            certainty: under.certainty,
            provision: under.provision.as_ref().map(|provision| said(ctx, provision)),
            code: under.regime.clone(),
        };
        content.under.iter().map(one).collect()
    }
}

#[ComplexObject]
impl ContentUnderRegime {
    /// The regime; null when the catalogue no longer has it (chế độ).
    async fn regime(&self, ctx: &Context<'_>) -> Option<DisclosureRegime> {
        catalogue(ctx).regime(&self.code).cloned().map(DisclosureRegime)
    }
}
