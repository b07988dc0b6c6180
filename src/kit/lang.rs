//! Vietnamese first, English beside it.

use serde::Deserialize;

/// The language a person is answered in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    #[default]
    Vi,
    En,
}

impl Lang {
    /// Reads `Accept-Language` (RFC 9110 §12.5.4): the supported language of highest weight, Vietnamese when none fits.
    pub fn from_header(header: Option<&str>) -> Self {
        let mut best: Option<(Lang, u32)> = None;
        for range in header.unwrap_or_default().split(',') {
            let mut parts = range.split(';').map(str::trim);
            let tag = parts.next().unwrap_or_default().to_ascii_lowercase();
            let lang = match tag.split('-').next() {
                Some("vi") => Lang::Vi,
                Some("en") => Lang::En,
                _ => continue,
            };
            let weight = parts.find_map(|p| p.strip_prefix("q=")).map_or(1000, thousandths);
            if weight > 0 && best.is_none_or(|(_, w)| weight > w) {
                best = Some((lang, weight));
            }
        }
        best.map_or(Lang::Vi, |(lang, _)| lang)
    }
}

/// A weight such as `0.8` in thousandths; what cannot be read counts as nothing.
fn thousandths(weight: &str) -> u32 {
    super::decimal::Decimal::parse(weight)
        .and_then(|d| d.rescale(3))
        .and_then(|w| u32::try_from(w).ok())
        .unwrap_or(0)
}

/// A text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    pub vi: String,
    pub en: String,
}

impl Bilingual {
    /// The text in one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Vi => &self.vi,
            Lang::En => &self.en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_decide_and_vietnamese_is_the_default() {
        for (header, lang) in [
            (None, Lang::Vi),
            (Some(""), Lang::Vi),
            (Some("fr"), Lang::Vi),
            (Some("en"), Lang::En),
            (Some("en-GB,en;q=0.9"), Lang::En),
            (Some("vi-VN,vi;q=0.9,en;q=0.8"), Lang::Vi),
            (Some("vi;q=0.1, en;q=0.5"), Lang::En),
            (Some("en;q=0"), Lang::Vi),
            (Some("en;q=rubbish, vi;q=0.2"), Lang::Vi),
        ] {
            assert_eq!(Lang::from_header(header), lang, "{header:?}");
        }
    }
}
