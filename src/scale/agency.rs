//! One agency over the years.

use rand::{RngExt, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;

use super::{
    calendar::Quarter,
    content,
    figures::Profile,
    grievances::Grievances,
    models::{self, Model},
    people::Post,
    rows::Rows,
    say::{Saying, Style},
};
use crate::{
    catalogue::Catalogue,
    reports::{ModelReference, ReportContent},
};

/// An agency, and where it stands.
pub struct Agency {
    pub post: Post,
    pub models: Vec<Model>,
    weight: i64,
    style: Style,
    profile: Profile,
    grievances: Grievances,
}

impl Agency {
    pub fn new(tenant: i32, post: Post, quarters: &[Quarter], rng: &mut ChaCha8Rng, rows: &mut Rows) -> Self {
        // As many agencies have a weight of k or more as one in k; at most sixty.
        let weight = (1_000 / rng.random_range(1..=1_000)).min(60);
        let styles = [Style::Declares, Style::Zeros, Style::Terse];
        Agency {
            models: models::register(tenant, &post, quarters, rng, rows),
            weight,
            style: styles.choose(rng).copied().unwrap_or(Style::Declares),
            profile: Profile::new(post.kind, weight.min(20), rng),
            grievances: Grievances::default(),
            post,
        }
    }

    /// What its report of a quarter says. To be asked once for each quarter, in order, filed or not.
    pub fn report(
        &mut self,
        quarter: &Quarter,
        catalogue: &Catalogue,
        rng: &mut ChaCha8Rng,
    ) -> ReportContent {
        let mut say = Saying::new(self.style);
        self.profile.say(self.weight, quarter, &mut say, rng);
        self.grievances.say(self.post.kind, self.weight, quarter, &mut say, rng);
        if rng.random_bool(0.9) {
            models::say(&self.models, quarter, &mut say);
        }
        let mut content = ReportContent { figures: say.figures(), ..ReportContent::default() };
        content::furnish(&mut content, catalogue, rng);
        if rng.random_bool(0.25) {
            let known = self.models.iter().filter(|model| model.is_known(quarter));
            content.models = known
                .map(|model| ModelReference { code: model.code.clone(), agency: None, note: None })
                .collect();
        }
        content
    }
}
