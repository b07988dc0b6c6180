//! The numbers and days of the GraphQL face: `Long`, `Decimal`, `Date`. Each says where its form is specified.

use super::{
    decimal::Decimal,
    problem::{Code, Problem},
    text,
};
use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::NaiveDate;
use serde::{Serialize, Serializer};

/// A JSON number of this many digits survives every client's and parser's 64-bit floating point unchanged.
const EXACT_DIGITS: usize = 15;

/// A whole number of up to 64 bits, as a JSON number (số nguyên 64 bit). `Int` ends at 2,147,483,647.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Long(pub i64);

/// A whole number of up to 64 bits, as a JSON number (số nguyên 64 bit). `Int` ends at 2,147,483,647.
#[Scalar(name = "Long", specified_by_url = "https://www.rfc-editor.org/rfc/rfc8259#section-6")]
impl ScalarType for Long {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::Number(number) => match number.as_i64() {
                Some(whole) => Ok(Long(whole)),
                None => Err(InputValueError::custom("a Long is a whole number of up to 64 bits")),
            },
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    /// Bad input is told before anything runs.
    fn is_valid(value: &Value) -> bool {
        Self::parse(value.clone()).is_ok()
    }

    fn to_value(&self) -> Value {
        Value::Number(self.0.into())
    }
}

/// An exact decimal number (số thập phân chính xác), such as `12.5`. Answered as a string; taken as a string of at most
/// 18 digits, 6 of them behind the point, or as a number of at most 15 digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecimalText(pub Decimal);

impl Serialize for DecimalText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// An exact decimal number (số thập phân chính xác), such as `12.5`. Answered as a string; taken as a string of at most
/// 18 digits, 6 of them behind the point, or as a number of at most 15 digits.
#[Scalar(name = "Decimal", specified_by_url = "https://www.w3.org/TR/xmlschema11-2/#decimal")]
impl ScalarType for DecimalText {
    fn parse(value: Value) -> InputValueResult<Self> {
        let decimal = match &value {
            Value::String(text) => Decimal::parse(text),
            // The parser has made a float of it: taken only where no digit can have been lost on the way.
            Value::Number(number) => {
                let text = number.to_string();
                let digits = text.bytes().filter(u8::is_ascii_digit).count();
                let exact = number.is_i64() || digits <= EXACT_DIGITS;
                Decimal::parse(&text).filter(|_| exact)
            }
            _ => return Err(InputValueError::expected_type(value)),
        };
        decimal.map(DecimalText).ok_or_else(|| {
            InputValueError::custom(
                "a Decimal is written 12.5: at most 18 digits, 6 of them behind the point; \
                 as a string when it has more than 15",
            )
        })
    }

    /// Bad input is told before anything runs.
    fn is_valid(value: &Value) -> bool {
        Self::parse(value.clone()).is_ok()
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// A day of the calendar (ngày), `2019-09-14`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Date(pub NaiveDate);

impl Date {
    /// A day as it is written, or why a text is none: it is written otherwise, or no calendar has it.
    fn read(text: &str) -> Result<Date, Code> {
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
        // chrono also reads 2019-9-1; the specification does not.
        if let Some(day) = day.filter(|day| day.to_string() == *text) {
            return Ok(Date(day));
        }
        let digits = |part: &str, count| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
        match text.split('-').collect::<Vec<_>>()[..] {
            [year, month, day] if digits(year, 4) && digits(month, 2) && digits(day, 2) => {
                Err(Code::NoSuchDay)
            }
            _ => Err(Code::DayForm),
        }
    }

    /// What people are told of a text that is no day, by the name of the code and the text that the error carries.
    pub fn told(code: &str, given: &str) -> Option<Problem> {
        let known = [Code::NoSuchDay, Code::DayForm].into_iter().find(|known| known.name() == code)?;
        Some(Problem::new(known, &[]).with("day", text::shown(given)))
    }
}

/// A day of the calendar (ngày), `2019-09-14`.
#[Scalar(name = "Date", specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339#section-5.6")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => Date::read(text).map_err(|code| {
                let error = InputValueError::custom("a Date is an existing day written 2019-09-14");
                // The error gate says it to people by these.
                error.with_extension("reason", code.name()).with_extension("given", text.as_str())
            }),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    /// What is no text is told before anything runs; a text that is no day when the argument is read, because people are told
    /// which, in their language.
    fn is_valid(value: &Value) -> bool {
        matches!(value, Value::String(_))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::Lang;

    fn json(text: &str) -> Value {
        serde_json::from_str::<serde_json::Value>(text)
            .ok()
            .and_then(|json| Value::from_json(json).ok())
            .unwrap_or_default()
    }

    #[test]
    fn a_long_is_a_number_of_64_bits() {
        for (text, value) in [("0", 0), ("9223372036854775807", i64::MAX), ("-9223372036854775808", i64::MIN)]
        {
            let long = Long::parse(json(text)).ok();
            assert_eq!(long, Some(Long(value)));
            assert_eq!(long.map(|l| l.to_value().to_string()).as_deref(), Some(text));
        }
        for text in ["9223372036854775808", "1.5", "1.0", "\"1\"", "true", "null", "1e3"] {
            assert!(Long::parse(json(text)).is_err(), "{text}");
        }
    }

    #[test]
    fn a_decimal_is_exact_or_refused() {
        for (text, shown) in [
            ("12", "12"),
            ("12.5", "12.5"),
            ("0.1", "0.1"),
            ("\"12.50\"", "12.50"),
            ("-3", "-3"),
            ("123456789012345678", "123456789012345678"),
            ("\"999999999999.999999\"", "999999999999.999999"),
            ("999999999.123456", "999999999.123456"),
        ] {
            let decimal = DecimalText::parse(json(text)).ok();
            assert_eq!(decimal.map(|d| d.0.to_string()).as_deref(), Some(shown));
            assert_eq!(decimal.map(|d| d.to_value()), Some(Value::String(shown.into())));
        }
        for text in [
            "1e21",
            "0.0000001",
            "12345678901.123456",
            "9223372036854775808",
            "\"1e3\"",
            "\"\"",
            "\" 1\"",
            "\"1,5\"",
            "\"NaN\"",
            "true",
            "null",
        ] {
            assert!(DecimalText::parse(json(text)).is_err(), "{text}");
        }
    }

    #[test]
    fn a_date_is_an_existing_day_written_in_full() {
        let day = Date::parse(json("\"2019-09-14\"")).ok();
        assert_eq!(day.map(|d| d.to_value()), Some(Value::String("2019-09-14".into())));
        for text in [
            "\"2019-02-30\"",
            "\"2019-9-14\"",
            "\"14/9/2019\"",
            "\"2019-09-14T00:00:00Z\"",
            "20190914",
            "\"\"",
        ] {
            assert!(Date::parse(json(text)).is_err(), "{text}");
        }
        let told = Date::told("NO_SUCH_DAY", "2019-02-30").map(|problem| problem.message(Lang::En));
        assert_eq!(told.as_deref(), Some("There is no day 2019-02-30 in the calendar."));
        let told = Date::told("DAY_FORM", "14/9/2019").map(|problem| problem.message(Lang::En));
        assert!(told.is_some_and(|message| message.starts_with("“14/9/2019” is not written as a day is")));
        assert_eq!(Date::told("AD_HOC_BACKWARDS", "2019-02-30"), None);
    }
}
