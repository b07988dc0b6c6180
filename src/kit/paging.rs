//! Relay connections by key: `first`/`after` or `last`/`before`, cursors bound to the order and the filter.

use super::problem::{Code, Problem};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Serialize, de::DeserializeOwned};

/// The most edges of a page.
pub const MAX_PAGE: i32 = 100;

/// The arguments of a connection, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<K> {
    /// How many edges are wanted, 0 to [`MAX_PAGE`].
    pub size: u64,
    /// Whether the edges are the last ones before `key`, instead of the first ones after it.
    pub backwards: bool,
    /// The key of the edge that the page begins after (or ends before).
    pub key: Option<K>,
}

/// The raw arguments of a connection.
#[derive(Clone, Debug, Default)]
pub struct PageArgs {
    pub first: Option<i32>,
    pub after: Option<String>,
    pub last: Option<i32>,
    pub before: Option<String>,
}

impl PageArgs {
    /// Checks the arguments; `binding` is what the order and the filter are: a cursor made for another one is refused.
    pub fn check<K: DeserializeOwned>(&self, binding: &impl Serialize) -> Result<Page<K>, Problem> {
        let (size, backwards, cursor) = match (self.first, self.last) {
            (Some(first), None) if self.before.is_none() => (first, false, &self.after),
            (None, Some(last)) if self.after.is_none() => (last, true, &self.before),
            _ => return Err(Problem::new(Code::PageArguments, &["first"])),
        };
        let size = u64::try_from(size).ok().filter(|_| size <= MAX_PAGE);
        let size = size.ok_or_else(|| Problem::new(Code::PageTooLarge, &["first"]).with("most", MAX_PAGE))?;
        let key = match cursor {
            Some(cursor) => {
                let bad = || Problem::new(Code::BadCursor, &[if backwards { "before" } else { "after" }]);
                Some(decode(cursor, binding).ok_or_else(bad)?)
            }
            None => None,
        };
        Ok(Page { size, backwards, key })
    }
}

impl<K> Page<K> {
    /// Cuts a list fetched with one row too many (in the page's own direction) to the page.
    ///
    /// Returns the rows in the connection's order, and whether there are more in the page's direction.
    pub fn cut<T>(&self, mut rows: Vec<T>) -> (Vec<T>, bool) {
        let size = usize::try_from(self.size).unwrap_or(usize::MAX);
        let more = rows.len() > size;
        rows.truncate(size);
        if self.backwards {
            rows.reverse();
        }
        (rows, more)
    }
}

fn stamp(binding: &impl Serialize) -> String {
    super::digest::of(binding)[..8].to_owned()
}

/// The cursor of an edge: its key, bound to an order and a filter.
pub fn encode<K: Serialize>(key: &K, binding: &impl Serialize) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}{}", stamp(binding), super::digest::canonical(key)))
}

/// The key in a cursor; `None` when it was made for another order or filter, or by nobody.
pub fn decode<K: DeserializeOwned>(cursor: &str, binding: &impl Serialize) -> Option<K> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    let key = text.strip_prefix(&stamp(binding))?;
    serde_json::from_str(key).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(first: Option<i32>, last: Option<i32>) -> PageArgs {
        PageArgs { first, last, ..PageArgs::default() }
    }

    #[test]
    fn one_direction_and_at_most_a_hundred() {
        assert!(args(Some(100), None).check::<String>(&()).is_ok());
        for bad in [args(None, None), args(Some(1), Some(1)), args(Some(101), None), args(Some(-1), None)] {
            assert!(bad.check::<String>(&()).is_err());
        }
    }

    #[test]
    fn a_cursor_fits_its_own_order_only() {
        let cursor = encode(&("a", 1), &"by name");
        assert_eq!(decode::<(String, i32)>(&cursor, &"by name"), Some(("a".into(), 1)));
        assert_eq!(decode::<(String, i32)>(&cursor, &"by code"), None);
        assert_eq!(decode::<(String, i32)>("rubbish", &"by name"), None);
    }

    #[test]
    fn a_page_from_the_back_keeps_the_order() {
        let page = Page::<i32> { size: 2, backwards: true, key: None };
        assert_eq!(page.cut(vec![9, 8, 7]), (vec![8, 9], true));
    }
}
