//! Where catalogue data comes from, and finding one's way in it: files, lines, values with their places.

use crate::catalogue::error::{Faults, Place};
use crate::catalogue::grounds::Ground;
use crate::kit::Bilingual;
use chrono::NaiveDate;
use include_dir::Dir;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::path::Path;
use toml::Spanned;
use toml::value::Datetime;

/// A file of the catalogue.
pub(super) struct Source {
    /// The path inside the catalogue, with `/` (`indicators/reception.toml`).
    pub path: String,
    /// The path as it is shown to people.
    pub shown: String,
    pub text: String,
    /// The offset of each line break.
    breaks: Vec<usize>,
}

/// A value of a file and where it stands.
pub(super) type Placed<T> = Spanned<T>;

impl Source {
    pub fn new(path: String, shown: String, text: String) -> Self {
        let breaks = text.match_indices('\n').map(|(offset, _)| offset).collect();
        Source { path, shown, text, breaks }
    }

    /// The place of a byte offset.
    pub fn place(&self, offset: usize) -> Place {
        let line = 1 + self.breaks.partition_point(|line_break| *line_break < offset);
        Place { file: self.shown.clone(), line }
    }

    /// The place of a value.
    pub fn place_of<T>(&self, value: &Placed<T>) -> Place {
        self.place(value.span().start)
    }

    /// The place at which the text inside a string begins: TOML drops a line break behind three quotation marks.
    pub fn place_inside(&self, text: &Placed<String>) -> Place {
        let start = text.span().start;
        let opening = self.text.get(start..).unwrap_or_default();
        let skipped = ["\"\"\"\n", "\'\'\'\n"].iter().find(|mark| opening.starts_with(**mark));
        self.place(start + skipped.map_or(0, |mark| mark.len()))
    }

    /// Reads the file as `T`; what TOML or the shape refuses is a fault.
    pub fn read<T: DeserializeOwned>(&self, faults: &mut Faults) -> Option<T> {
        match toml::from_str(&self.text) {
            Ok(value) => Some(value),
            Err(error) => {
                let place = self.place(error.span().map_or(0, |span| span.start));
                let reason = error.message();
                faults.add(
                    &place,
                    format!("không đọc được tệp: {reason}"),
                    format!("cannot be read: {reason}"),
                );
                None
            }
        }
    }
}

/// The files of the catalogue that this program carries.
pub(super) fn embedded(dir: &Dir) -> Vec<Source> {
    let mut sources = Vec::new();
    for file in dir.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        let text = file.contents_utf8().unwrap_or_default().to_owned();
        let shown = format!("catalogue/{path}");
        sources.push(Source::new(path, shown, text));
    }
    for inner in dir.dirs() {
        sources.extend(embedded(inner));
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

/// The files of a catalogue on disk; what cannot be read is a fault.
pub(super) fn on_disk(root: &Path, faults: &mut Faults) -> Vec<Source> {
    let mut sources = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) => {
                unreadable(&folder, &error, faults);
                continue;
            }
        };
        for path in entries.filter_map(|entry| entry.ok().map(|entry| entry.path())) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let inside = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            match std::fs::read_to_string(&path) {
                Ok(text) => sources.push(Source::new(inside, path.display().to_string(), text)),
                Err(error) => unreadable(&path, &error, faults),
            }
        }
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

fn unreadable(path: &Path, error: &std::io::Error, faults: &mut Faults) {
    let place = Place { file: path.display().to_string(), line: 1 };
    faults.add(&place, format!("không mở được: {error}"), format!("cannot be opened: {error}"));
}

/// A text in both languages as a file gives it, one perhaps missing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawText {
    pub vi: Option<String>,
    pub en: Option<String>,
}

/// What something rests on: a document of the register, the provision in it, or words alone.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawGround {
    pub document: Option<Placed<String>>,
    pub vi: Option<String>,
    pub en: Option<String>,
}

/// Reads the parts of one file's entries, collecting what is wrong with them.
pub(super) struct Reading<'a> {
    pub source: &'a Source,
    pub faults: &'a mut Faults,
}

impl Reading<'_> {
    pub fn fault(&mut self, place: &Place, vi: impl Into<String>, en: impl Into<String>) {
        self.faults.add(place, vi, en);
    }

    /// A text that must be there in both languages; `owner` is where it is missing from.
    pub fn text(&mut self, text: Option<&Placed<RawText>>, owner: &Place, what: &str) -> Bilingual {
        let place = text.map_or_else(|| owner.clone(), |text| self.source.place_of(text));
        let raw = text.map(|text| text.get_ref().clone()).unwrap_or_default();
        let mut language = |given: Option<String>, vi: &str, en: &str| match given {
            Some(text) if !text.trim().is_empty() => text,
            _ => {
                self.fault(&place, format!("thiếu {what} {vi}"), format!("the {what} lacks its {en} text"));
                String::new()
            }
        };
        Bilingual {
            vi: language(raw.vi, "tiếng Việt", "Vietnamese"),
            en: language(raw.en, "tiếng Anh", "English"),
        }
    }

    /// A text that may be missing, but not in one language only.
    pub fn optional_text(&mut self, text: Option<&Placed<RawText>>, what: &str) -> Option<Bilingual> {
        let text = text?;
        Some(self.text(Some(text), &self.source.place_of(text), what))
    }

    /// The code of a document, which the register must have.
    pub fn document(&mut self, code: &Placed<String>) -> String {
        self.faults.name(code.get_ref(), self.source.place_of(code));
        code.get_ref().clone()
    }

    /// What an entry rests on.
    pub fn grounds(&mut self, raw: Option<&Vec<Placed<RawGround>>>) -> Vec<Ground> {
        let mut grounds = Vec::new();
        for placed in raw.into_iter().flatten() {
            let RawGround { document, vi, en } = placed.get_ref();
            let document = document.as_ref().map(|document| self.document(document));
            let place = self.source.place_of(placed);
            let said = vi.is_some() || en.is_some();
            if !said && document.is_none() {
                self.fault(&place, "căn cứ trống", "a legal basis of nothing");
            }
            let language = |given: Option<String>| given.filter(|text| !text.trim().is_empty());
            let provision = match (language(vi.clone()), language(en.clone())) {
                (Some(vi), Some(en)) => Some(Bilingual { vi, en }),
                (None, None) => None,
                _ => {
                    self.fault(
                        &place,
                        "căn cứ thiếu một trong hai ngôn ngữ",
                        "the legal basis lacks one of its texts",
                    );
                    None
                }
            };
            grounds.push(Ground { document, provision });
        }
        grounds
    }

    /// A word of a closed list, `all` being its words.
    pub fn word<T: Copy>(
        &mut self,
        word: &Placed<String>,
        from_code: fn(&str) -> Option<T>,
        all: &[&str],
    ) -> Option<T> {
        let found = from_code(word.get_ref());
        if found.is_none() {
            let place = self.source.place_of(word);
            let (word, all) = (word.get_ref(), all.join(", "));
            self.fault(
                &place,
                format!("“{word}” không có trong danh sách: {all}"),
                format!("“{word}” is none of: {all}"),
            );
        }
        found
    }

    /// The words of a closed list, each at most once; `default` where none are given.
    pub fn words<T: Copy + PartialEq>(
        &mut self,
        words: Option<&Vec<Placed<String>>>,
        default: &[T],
        from_code: fn(&str) -> Option<T>,
        all: &[&str],
    ) -> Vec<T> {
        let Some(words) = words else { return default.to_vec() };
        let mut found = Vec::new();
        for word in words {
            match self.word(word, from_code, all) {
                Some(value) if found.contains(&value) => {
                    let (place, word) = (self.source.place_of(word), word.get_ref().clone());
                    self.fault(&place, format!("“{word}” ghi hai lần"), format!("“{word}” is given twice"));
                }
                Some(value) => found.push(value),
                None => {}
            }
        }
        found
    }

    /// A day.
    pub fn day(&mut self, day: Option<&Placed<Datetime>>) -> Option<NaiveDate> {
        let day = day?;
        let read = match day.get_ref() {
            Datetime { date: Some(date), time: None, offset: None } => {
                NaiveDate::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day))
            }
            _ => None,
        };
        if read.is_none() {
            let place = self.source.place_of(day);
            self.fault(&place, "đây không phải là một ngày (2023-07-01)", "this is no day (2023-07-01)");
        }
        read
    }

    /// A validity: its first and last day, either open. One that ends before it begins is a fault.
    pub fn validity(
        &mut self,
        from: Option<&Placed<Datetime>>,
        to: Option<&Placed<Datetime>>,
    ) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let (first, last) = (self.day(from), self.day(to));
        if let (Some(first), Some(last), Some(to)) = (first, last, to)
            && last < first
        {
            let place = self.source.place_of(to);
            self.fault(
                &place,
                format!("valid_to ({last}) sớm hơn valid_from ({first})"),
                format!("valid_to ({last}) is before valid_from ({first})"),
            );
        }
        (first, last)
    }

    /// Tells of a code that was there before. `seen` maps codes to where they were first.
    pub fn unique(&mut self, seen: &mut BTreeMap<String, Place>, code: &str, place: &Place, what: &str) {
        if let Some(first) = seen.get(code) {
            let at = format!("{}:{}", first.file, first.line);
            self.fault(
                place,
                format!("{what} “{code}” đã có ở {at}"),
                format!("{what} “{code}” is defined at {at} already"),
            );
        } else {
            seen.insert(code.to_owned(), place.clone());
        }
    }
}
