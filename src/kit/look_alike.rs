//! Names that people take for one another, though a computer does not: other case, tone marks in other places or none, letters of
//! other alphabets, full-width and mathematical forms (Unicode Technical Standard 39, confusables).

use super::text;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use unicode_security::skeleton;

/// A key under which names are equal that look alike. For comparison only: it is no text, and may change from one version of the
/// program to the next, so that it is nowhere stored.
pub fn key(name: &str) -> String {
    // Capitals first: a Cyrillic Н looks like H, its small letter like no Latin one.
    let latin: String = name.nfd().filter(|c| !is_combining_mark(*c)).map(latin).collect();
    let alike: String = skeleton(&text::fold(&latin)).collect();
    // A capital I, a small l and a 1 are one stroke, whatever alphabet they are of.
    text::fold(&alike).replace('i', "l")
}

/// The Latin letter or digit that a character of another alphabet looks like; the character, where there is none.
fn latin(c: char) -> char {
    if c.is_ascii() {
        return c;
    }
    let mut alike = skeleton(c.encode_utf8(&mut [0; 4])).collect::<String>();
    alike.retain(|c| !is_combining_mark(c));
    let mut chars = alike.chars();
    match (chars.next(), chars.next()) {
        (Some(letter), None) if letter.is_ascii_alphanumeric() || matches!(letter, 'Đ' | 'đ') => letter,
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_that_look_alike_have_one_key() {
        for (name, other) in [
            ("Sở Tài chính", "SỞ TÀI CHÍNH"),
            ("Sở Tài chính", "So Tai chinh"),
            ("Sở Y tế", "Sở Y tê\u{301}"),
            ("Ủy ban nhân dân xã Hòa Thuận", "Uỷ ban nhân dân xã Hoà Thuận"),
            // Cyrillic С, о, а, і, е, у, х, р; capital Н, Т, М, В, К.
            ("Sở Tài chính", "Sở Tàі сhính"),
            ("Sở Nội vụ", "Sở N\u{43E}̣̂i vụ"),
            ("HUYỆN TRÀ CÚ", "НUYỆN ТRÀ СÚ"),
            ("BAN DÂN VẬN", "ВАN DÂN VẬN"),
            // Greek Ο, Τ, Α, Η, ο.
            ("TỈNH TRÀ VINH", "ΤỈΝΗ ΤRÀ VINΗ"),
            ("Long Đức", "Lοng Đức"),
            ("SỞ NỘI VỤ", "SỞ NỘ\u{406} VỤ"),
            // Eth and African D for Đ; full width; mathematical; a Roman numeral; the fonts' ƣ.
            ("Sở Giáo dục và Đào tạo", "Sở Giáo dục và Ðào tạo"),
            ("Sở Giáo dục và Đào tạo", "Sở Giáo dục và Ɖào tạo"),
            ("Cục Thuế", "Cục Thuế"),
            ("Cục Thuế", "𝐂ục 𝐓huế"),
            ("Sở Nông nghiệp", "Sở  Nông\u{A0}nghiệp"),
            ("Thanh tra Nhà nước", "Thanh tra Nhà nƣớc"),
        ] {
            assert_eq!(key(name), key(other), "{name} and {other}");
        }
    }

    #[test]
    fn names_that_differ_have_keys_that_do() {
        let names = [
            "Sở Tài chính",
            "Sở Nội vụ",
            "Sở Thông tin và Truyền thông",
            "Sở Tài nguyên và Môi trường",
            "Phường 1",
            "Phường 2",
            "Phường 11",
            "Xã Long Đức",
            "Xã Long Hòa",
            "Ban Dân vận",
            "Ban Dân tộc",
            "Công an tỉnh",
            "Công an huyện",
        ];
        let keys: std::collections::BTreeSet<String> = names.iter().map(|name| key(name)).collect();
        assert_eq!(keys.len(), names.len(), "{keys:?}");
    }

    proptest! {
        /// Whatever the case and the composition, and however blanks are doubled.
        #[test]
        fn a_key_does_not_depend_on_how_a_name_is_written(name in "[A-Za-zĐđĂăÂâÊêÔôƠơƯưẠ-ỹ0-9 ]{0,40}") {
            prop_assert_eq!(key(&name), key(&name.to_lowercase()));
            prop_assert_eq!(key(&name), key(&name.nfd().collect::<String>()));
            prop_assert_eq!(key(&name), key(&name.nfc().collect::<String>()));
            prop_assert_eq!(key(&name), key(&format!(" {} ", name.replace(' ', "  "))));
        }
    }
}
