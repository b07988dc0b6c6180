//! iCalendar (RFC 5545), as far as a list of deadlines needs it. Pure.

use chrono::{DateTime, Utc};

/// A deadline.
pub struct Event {
    /// The same for the same thing whenever the calendar is fetched.
    pub uid: String,
    pub at: DateTime<Utc>,
    pub summary: String,
    pub description: String,
}

/// The most octets of a line, its end not counted (RFC 5545, 3.1).
const LINE: usize = 75;

/// A calendar of a name with its events, made at an instant. Each event reminds a day before.
pub fn calendar(name: &str, events: &[Event], made: DateTime<Utc>) -> String {
    let mut text = String::new();
    let mut line = |content: &str| fold(content, &mut text);
    line("BEGIN:VCALENDAR");
    line("VERSION:2.0");
    line("PRODID:-//tonghop//obligations//VI");
    line("CALSCALE:GREGORIAN");
    line("METHOD:PUBLISH");
    line(&format!("X-WR-CALNAME:{}", escaped(name)));
    line("X-WR-TIMEZONE:Asia/Ho_Chi_Minh");
    line("REFRESH-INTERVAL;VALUE=DURATION:PT1H");
    for event in events {
        let summary = escaped(&event.summary);
        line("BEGIN:VEVENT");
        line(&format!("UID:{}", escaped(&event.uid)));
        line(&format!("DTSTAMP:{}", instant(made)));
        line(&format!("DTSTART:{}", instant(event.at)));
        line(&format!("SUMMARY:{summary}"));
        line(&format!("DESCRIPTION:{}", escaped(&event.description)));
        line("TRANSP:TRANSPARENT");
        line("BEGIN:VALARM");
        line("ACTION:DISPLAY");
        line("TRIGGER:-P1D");
        line(&format!("DESCRIPTION:{summary}"));
        line("END:VALARM");
        line("END:VEVENT");
    }
    line("END:VCALENDAR");
    text
}

fn instant(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

/// Text as a value: what would end it or begin another line is written out.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            // Nothing else that controls is text of ours.
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Writes a line in pieces of at most [`LINE`] octets, none of which splits a character.
fn fold(content: &str, text: &mut String) {
    let mut length = 0;
    for c in content.chars() {
        if length + c.len_utf8() > LINE {
            text.push_str("\r\n ");
            length = 1;
        }
        text.push(c);
        length += c.len_utf8();
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_short_and_text_stays_text() {
        let at = DateTime::from_timestamp(1_568_739_599, 0).unwrap_or_default();
        let event = Event {
            uid: "a@tonghop".into(),
            at,
            summary: "Báo cáo; quý III, \\ \r\nBEGIN:VEVENT".into(),
            description: "ổ".repeat(300),
        };
        let text = calendar("Việc cần làm", &[event], at);
        assert!(text.lines().all(|line| line.len() <= LINE) && text.ends_with("END:VCALENDAR\r\n"));
        assert_eq!(text.matches("\nBEGIN:VEVENT\r\n").count(), 1);
        let unfolded = text.replace("\r\n ", "");
        assert!(
            unfolded.contains("\r\nSUMMARY:Báo cáo\\; quý III\\, \\\\  \\nBEGIN:VEVENT\r\n"),
            "{unfolded}"
        );
        assert!(unfolded.contains(&format!("DESCRIPTION:{}\r\n", "ổ".repeat(300))));
        assert!(unfolded.contains("DTSTART:20190917T165959Z\r\n"));
    }
}
