//! Exact decimals: an integer and a scale. No figure ever meets floating point.

use std::fmt;

/// `units` × 10^-`scale`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal {
    pub units: i64,
    pub scale: u8,
}

/// The most digits behind the point that any indicator may have.
pub const MAX_SCALE: u8 = 6;

impl Decimal {
    /// `units` × 10^-`scale`.
    pub fn new(units: i64, scale: u8) -> Self {
        Decimal { units, scale }
    }

    /// Reads `-12.50`. At most 18 digits, at most [`MAX_SCALE`] behind the point; no exponent, no spaces.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let point = digits.contains('.');
        let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || (point && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction) {
            return None;
        }
        let scale = u8::try_from(fraction.len()).ok().filter(|s| *s <= MAX_SCALE)?;
        if whole.len() + fraction.len() > 18 {
            return None;
        }
        let units: i64 = format!("{whole}{fraction}").parse().ok()?;
        Some(Decimal { units: if negative { -units } else { units }, scale })
    }

    /// The same number in units of 10^-`scale`; `None` when digits would be lost or the number does not fit.
    pub fn rescale(self, scale: u8) -> Option<i64> {
        if scale >= self.scale {
            self.units.checked_mul(10_i64.checked_pow(u32::from(scale - self.scale))?)
        } else {
            let divisor = 10_i64.checked_pow(u32::from(self.scale - scale))?;
            (self.units % divisor == 0).then_some(self.units / divisor)
        }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.scale == 0 {
            return write!(f, "{}", self.units);
        }
        let width = usize::from(self.scale) + 1;
        let digits = format!("{:0width$}", self.units.unsigned_abs());
        let (whole, fraction) = digits.split_at(digits.len() - usize::from(self.scale));
        write!(f, "{}{whole}.{fraction}", if self.units < 0 { "-" } else { "" })
    }
}

/// `part` of `whole` in percent with two digits, rounded half away from zero; `None` when `whole` is 0.
pub fn percentage(part: i64, whole: i64) -> Option<Decimal> {
    if whole == 0 {
        return None;
    }
    let (part, whole) = (i128::from(part) * 10_000, i128::from(whole));
    let (quotient, remainder) = (part / whole, part % whole);
    let away = if (part < 0) == (whole < 0) { 1 } else { -1 };
    let rounded = if remainder.abs() * 2 >= whole.abs() { quotient + away } else { quotient };
    i64::try_from(rounded).ok().map(|units| Decimal { units, scale: 2 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_prints_exactly() {
        for text in ["0", "1", "12.5", "-3.05", "0.000001", "999999999999999999"] {
            assert_eq!(Decimal::parse(text).map(|d| d.to_string()).as_deref(), Some(text));
        }
        for text in ["", ".", "1.", ".5", "1e3", " 1", "+1", "1,5", "0.0000001", "1234567890123456789", "١"]
        {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }

    #[test]
    fn rescales_only_without_loss() {
        assert_eq!(Decimal::new(125, 1).rescale(3), Some(12_500));
        assert_eq!(Decimal::new(12_500, 3).rescale(1), Some(125));
        assert_eq!(Decimal::new(125, 1).rescale(0), None);
        assert_eq!(Decimal::new(i64::MAX, 0).rescale(1), None);
    }

    #[test]
    fn a_percentage_of_nothing_is_nothing() {
        assert_eq!(percentage(0, 0), None);
        assert_eq!(percentage(176, 221).map(|d| d.to_string()).as_deref(), Some("79.64"));
        assert_eq!(percentage(1, 3).map(|d| d.to_string()).as_deref(), Some("33.33"));
        assert_eq!(percentage(2, 3).map(|d| d.to_string()).as_deref(), Some("66.67"));
    }
}
