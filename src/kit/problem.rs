//! What can go wrong, for people: a code and a sentence in Vietnamese and English.

use super::lang::{Bilingual, Lang};
use super::period::Period;
use async_graphql::Enum;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// What a verb answers with when it cannot do what was asked.
///
/// It is not `Display` on purpose: the GraphQL library publishes whatever displays.
#[derive(Debug)]
pub enum Error {
    /// The caller can put it right: every problem at once.
    Refused(Vec<Problem>),
    /// Nobody has to put anything right: too many asked at once, and the same may be done when it is sent again. The cause is
    /// for the log.
    Busy(String),
    /// Only we can put it right: logged, never shown.
    Broken(String),
}

/// What a verb answers: its value, or why not.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// One problem without parameters.
    pub fn refused(code: Code, path: &[&str]) -> Self {
        Error::Refused(vec![Problem::new(code, path)])
    }

    /// A fault of ours; `cause` is for the log.
    pub fn broken(cause: impl std::fmt::Display) -> Self {
        Error::Broken(cause.to_string())
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Error::Refused(vec![problem])
    }
}

impl From<Vec<Problem>> for Error {
    fn from(problems: Vec<Problem>) -> Self {
        Error::Refused(problems)
    }
}

/// One thing that is wrong with what was sent, where, and with which figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub code: Code,
    /// Where in the input: names and list positions from the `input` argument on.
    pub path: Vec<String>,
    /// What the sentence names, by the placeholder's name.
    pub parameters: BTreeMap<&'static str, Bilingual>,
}

/// After how many seconds it is worth to ask a busy server again.
pub const SOON: u64 = 2;

impl Problem {
    /// What is said of [`Error::Busy`].
    pub fn busy() -> Self {
        Problem::new(Code::ServerBusy, &[]).with("seconds", SOON)
    }

    pub fn new(code: Code, path: &[&str]) -> Self {
        Problem {
            code,
            path: path.iter().map(|part| (*part).to_owned()).collect(),
            parameters: BTreeMap::new(),
        }
    }

    /// Fills the placeholder `{name}` of the sentence.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        let value = value.to_string();
        self.parameters.insert(name, Bilingual { vi: value.clone(), en: value });
        self
    }

    /// Fills the placeholder `{name}` with a text that has both languages.
    pub fn with_texts(mut self, name: &'static str, texts: &Bilingual) -> Self {
        self.parameters.insert(name, texts.clone());
        self
    }

    /// Fills a placeholder with a day: in Vietnamese as it is printed there, in English as ISO 8601 writes it.
    pub fn with_day(self, name: &'static str, day: NaiveDate) -> Self {
        let texts = Bilingual { vi: day.format("%d/%m/%Y").to_string(), en: day.to_string() };
        self.with_texts(name, &texts)
    }

    /// Fills the placeholder `{period}`: in Vietnamese as headings print it, in English as it is written.
    pub fn with_period(self, period: Period) -> Self {
        self.with_texts("period", &period.label())
    }

    /// The same problem, its path put under `parents`.
    pub fn under(mut self, parents: &[&str]) -> Self {
        self.path.splice(0..0, parents.iter().map(|part| (*part).to_owned()));
        self
    }

    /// The sentence for people.
    pub fn message(&self, lang: Lang) -> String {
        let (vi, en) = self.code.texts();
        let mut text = match lang {
            Lang::Vi => vi,
            Lang::En => en,
        }
        .to_owned();
        for (name, value) in &self.parameters {
            text = text.replace(&format!("{{{name}}}"), value.get(lang));
        }
        text
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal { $vi:literal, $en:literal })+) => {
        /// Why something was refused. The code is for programs and never changes; the sentence is for people.
        #[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[graphql(name = "ErrorCode")]
        pub enum Code { $($(#[$doc])* #[doc = $en] #[graphql(name = $code)] $name),+ }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Code] = &[$(Code::$name),+];

            /// The name of the code.
            pub fn name(self) -> &'static str {
                match self { $(Code::$name => $code),+ }
            }

            /// The sentence, Vietnamese and English, with `{placeholders}`.
            pub fn texts(self) -> (&'static str, &'static str) {
                match self { $(Code::$name => ($vi, $en)),+ }
            }
        }
    };
}

codes! {
    NotFound = "NOT_FOUND" { "Không tìm thấy đối tượng này.", "There is no such object." }
    NotAllowed = "NOT_ALLOWED" { "Vai trò của bạn không được làm việc này.", "Your role may not do this." }
    BadId = "BAD_ID" { "Mã định danh không hợp lệ.", "This is not a valid id." }
    TextTooLong = "TEXT_TOO_LONG" { "Văn bản dài quá {most} ký tự.", "The text is longer than {most} characters." }
    TextEmpty = "TEXT_EMPTY" { "Nội dung này không được để trống.", "This must not be empty." }
    ForbiddenCharacter = "FORBIDDEN_CHARACTER" { "Văn bản chứa ký tự điều khiển hoặc ký tự đảo chiều {character}.", "The text contains the control or bidirectional character {character}." }
    PageArguments = "PAGE_ARGUMENTS" { "Phải cho first (kèm after) hoặc last (kèm before), không cho cả hai.", "Give either first (with after) or last (with before), not both." }
    PageTooLarge = "PAGE_TOO_LARGE" { "Mỗi trang có từ 0 đến {most} dòng.", "A page has 0 to {most} entries." }
    CostTooHigh = "COST_TOO_HIGH" { "Yêu cầu này có thể tốn {cost} điểm; mỗi yêu cầu được tốn tối đa {most}. Hãy lấy trang nhỏ hơn hoặc ít trường hơn.", "This operation may cost {cost} points; one may cost {most} at most. Ask for smaller pages or fewer fields." }
    RateExceeded = "RATE_EXCEEDED" { "Bạn đã dùng hết số điểm hiện có. Hãy gửi lại sau {seconds} giây.", "You have used up the points there are for now. Send it again in {seconds} seconds." }
    DocumentUnknown = "DOCUMENT_UNKNOWN" { "Chưa có văn bản GraphQL nào được đăng ký với mã này cho bạn.", "No GraphQL document is registered for you under this id." }
    DocumentNotRegistered = "DOCUMENT_NOT_REGISTERED" { "Bạn chỉ được gửi các văn bản GraphQL đã đăng ký.", "You may only send GraphQL documents that are registered." }
    TooManyRows = "TOO_MANY_ROWS" { "Phải đọc quá {most} dòng dữ liệu để trả lời. Hãy hỏi ít kỳ hoặc ít chỉ tiêu hơn.", "More than {most} rows would have to be read for the answer. Ask for fewer periods or indicators." }
    ServerBusy = "SERVER_BUSY" { "Máy chủ đang có quá nhiều yêu cầu. Hãy gửi lại sau {seconds} giây.", "The server has too many requests under way. Send it again in {seconds} seconds." }
    BadCursor = "BAD_CURSOR" { "Con trỏ trang không thuộc về truy vấn này.", "This cursor does not belong to this query." }
    BadPeriod = "BAD_PERIOD" { "Kỳ báo cáo không hợp lệ: kỳ cuối phải cùng loại và không sớm hơn kỳ đầu; kỳ đột xuất chỉ đứng một mình.", "The range of periods is not valid: both ends are of one kind and the last is not before the first; an ad hoc period stands alone." }
    ReleaseEmpty = "RELEASE_EMPTY" { "Trong các kỳ này chưa có cơ quan nào phải báo cáo và chưa có báo cáo nào, nên không có số liệu để phát hành.", "In these periods nobody owes a report and none was filed: there is nothing to release." }
    NotComparable = "NOT_COMPARABLE" { "Hai số liệu phát hành không cùng kỳ báo cáo hoặc không cùng cơ sở số liệu.", "The two releases are not of the same periods and basis." }
    KnownAtAhead = "KNOWN_AT_AHEAD" { "Thời điểm này chưa đến; máy chủ đang ở {now}.", "This instant has not come; for the server it is {now}." }
    KnownAtUnsettled = "KNOWN_AT_UNSETTLED" { "Có dữ liệu vừa được ghi nhận trong lúc trả lời. Hãy hỏi lại.", "Something was recorded while this was being answered. Ask again." }
    RangeTooLong = "RANGE_TOO_LONG" { "Khoảng thời gian dài quá {most} kỳ.", "The range is longer than {most} periods." }
    IdempotencyKeyReused = "IDEMPOTENCY_KEY_REUSED" { "Khóa idempotencyKey này đã dùng cho một yêu cầu khác.", "This idempotencyKey has been used for another request." }
    StaleRevision = "STALE_REVISION" { "{what} đã được người khác lưu: bản hiện tại là {current}, bạn gửi theo bản {given}. Tải lại rồi lưu lại; không có gì bị mất.", "Somebody else has saved {what}: it is at revision {current}, yours was {given}. Load it again and save again; nothing was lost." }
    UnknownIndicator = "UNKNOWN_INDICATOR" { "Không có chỉ tiêu “{indicator}” trong danh mục.", "The catalogue has no indicator “{indicator}”." }
    IndicatorNotAsked = "INDICATOR_NOT_ASKED" { "Biểu mẫu của kỳ này không hỏi chỉ tiêu “{indicator}”.", "The form of this period does not ask for the indicator “{indicator}”." }
    IndicatorNotForAgency = "INDICATOR_NOT_FOR_AGENCY" { "Chỉ tiêu “{indicator}” không dành cho loại cơ quan này: để trống hoặc gửi NOT_APPLICABLE.", "The indicator “{indicator}” is not for this kind of agency: leave it out, or send NOT_APPLICABLE." }
    DerivedIndicator = "DERIVED_INDICATOR" { "Chỉ tiêu “{indicator}” được hệ thống tính, không nhập.", "The indicator “{indicator}” is computed, never entered." }
    DuplicateEntry = "DUPLICATE_ENTRY" { "“{key}” được gửi hai lần trong cùng một yêu cầu.", "“{key}” is sent twice in one request." }
    WrongUnit = "WRONG_UNIT" { "Chỉ tiêu “{indicator}” tính bằng {expected}, không phải {given}.", "The indicator “{indicator}” is counted in {expected}, not in {given}." }
    WrongValueKind = "WRONG_VALUE_KIND" { "Chỉ tiêu “{indicator}” nhận giá trị kiểu {expected}.", "The indicator “{indicator}” takes a value of type {expected}." }
    NegativeValue = "NEGATIVE_VALUE" { "Chỉ tiêu “{indicator}” không nhận số âm.", "The indicator “{indicator}” does not take a negative number." }
    ValueTooPrecise = "VALUE_TOO_PRECISE" { "Chỉ tiêu “{indicator}” nhận nhiều nhất {scale} chữ số thập phân.", "The indicator “{indicator}” takes at most {scale} decimal places." }
    ValueTooLarge = "VALUE_TOO_LARGE" { "Giá trị của “{indicator}” vượt quá {most}.", "The value of “{indicator}” is above {most}." }
    UnknownChoice = "UNKNOWN_CHOICE" { "“{choice}” không phải là lựa chọn của chỉ tiêu “{indicator}”.", "“{choice}” is not a choice of the indicator “{indicator}”." }
    ValueMissing = "VALUE_MISSING" { "Chỉ tiêu “{indicator}” ghi STATED thì phải có giá trị.", "The indicator “{indicator}” is STATED and needs a value." }
    ValueForbidden = "VALUE_FORBIDDEN" { "Chỉ tiêu “{indicator}” ghi {state} thì không được có giá trị.", "The indicator “{indicator}” is {state} and takes no value." }
    UnknownSection = "UNKNOWN_SECTION" { "Biểu mẫu không có mục “{section}”.", "The form has no section “{section}”." }
    NotInSection = "NOT_IN_SECTION" { "Chỉ tiêu “{indicator}” không thuộc mục “{section}” của biểu mẫu.", "The indicator “{indicator}” is not in the section “{section}” of the form." }
    UnknownContent = "UNKNOWN_CONTENT" { "Danh mục công khai không có nội dung “{content}”.", "The disclosure catalogue has no content “{content}”." }
    UnknownRegime = "UNKNOWN_REGIME" { "Danh mục không có chế độ “{regime}”.", "The catalogue has no regime “{regime}”." }
    SectionTextForbidden = "TEXT_FORBIDDEN" { "Mục “{section}” ghi {state} thì không được có nội dung.", "The section “{section}” is {state} and takes no content." }
    FormsForbidden = "FORMS_FORBIDDEN" { "Nội dung “{content}” ghi {status} thì không có hình thức công khai.", "The content “{content}” is {status} and has no form of disclosure." }
    UnknownTask = "UNKNOWN_TASK" { "Không có nhiệm vụ “{task}” trong báo cáo kỳ trước đang có hiệu lực hoặc trong kế hoạch của cơ quan.", "There is no task “{task}” in the previous report as it stands, nor in the agency's plan." }
    UnknownModel = "UNKNOWN_MODEL" { "Cơ quan chưa đăng ký mô hình “{model}”.", "The agency has not registered a model “{model}”." }
    UnknownDocumentKind = "UNKNOWN_DOCUMENT_KIND" { "Không có loại văn bản “{kind}”.", "There is no kind of document “{kind}”." }
    BadSymbol = "BAD_SYMBOL" { "“{symbol}” không phải là số, ký hiệu văn bản (ví dụ 04/2015/NĐ-CP, 25-NQ/TW).", "“{symbol}” is no number and symbol of a document (such as 04/2015/NĐ-CP, 25-NQ/TW)." }
    BadDocumentNumber = "BAD_DOCUMENT_NUMBER" { "Số văn bản không hợp lệ hoặc không khớp với ký hiệu.", "The document's number is not valid, or not that of its symbol." }
    ValidityBackwards = "VALIDITY_BACKWARDS" { "Ngày hết áp dụng {to} ở trước ngày bắt đầu áp dụng {from}.", "The last day, {to}, comes before the first one, {from}." }
    ForceBackwards = "FORCE_BACKWARDS" { "Ngày hết hiệu lực sớm hơn ngày có hiệu lực.", "The document ends before it comes into force." }
    DocumentIsShipped = "DOCUMENT_IS_SHIPPED" { "Văn bản này đã có trong danh mục đi kèm hệ thống, không nhập lại.", "This document is in the register that came with the system; it is not entered again." }
    DocumentExists = "DOCUMENT_EXISTS" { "Tỉnh đã nhập một văn bản khác có cùng số, ký hiệu, năm và cơ quan ban hành.", "The province has entered another document of the same symbol, year and issuer." }
    SymbolYearDiffers = "SYMBOL_YEAR_DIFFERS" { "Ký hiệu ghi năm {year}, nhưng ngày ban hành thuộc năm {issued}.", "The symbol says the year {year}, but the document is issued in {issued}." }
    ForceBeforeIssue = "FORCE_BEFORE_ISSUE" { "Văn bản quy phạm pháp luật không thể có hiệu lực, hay hết hiệu lực, trước ngày ban hành {issued}.", "A normative document cannot come into force, or end, before the day on which it is issued, {issued}." }
    ReplacedByEarlier = "REPLACED_BY_EARLIER" { "Văn bản thay thế ({next}) không thể ban hành trước văn bản bị thay thế ({issued}).", "The document that replaces another ({next}) cannot be issued before it ({issued})." }
    YearOutOfRange = "YEAR_OUT_OF_RANGE" { "Năm phải từ {first} đến {last}.", "The year must be one from {first} to {last}." }
    ReplacedInCircle = "REPLACED_IN_CIRCLE" { "Văn bản không thể được thay thế bởi chính nó, trực tiếp hoặc qua văn bản khác.", "A document cannot be replaced by itself, directly or through others." }
    NoSuchDay = "NO_SUCH_DAY" { "Không có ngày {day} trong lịch.", "There is no day {day} in the calendar." }
    BadDate = "BAD_DATE" { "Ngày phải thuộc các năm 1945–2100; ngày kết thúc không sớm hơn ngày bắt đầu.", "A day lies in the years 1945 to 2100, and an end not before its beginning." }
    UnknownForm = "UNKNOWN_FORM" { "Không có biểu mẫu “{form}”.", "There is no form “{form}”." }
    PeriodNotServed = "PERIOD_NOT_SERVED" { "Biểu mẫu “{form}” không dùng cho kỳ {period}.", "The form “{form}” does not serve the period {period}." }
    RoundExists = "ROUND_EXISTS" { "Đợt báo cáo {period} của biểu mẫu “{form}” đã được mở.", "The round of the form “{form}” for {period} is open already." }
    ObligationExists = "OBLIGATION_EXISTS" { "Cơ quan “{agency}” đã có nghĩa vụ báo cáo trong đợt này.", "The agency “{agency}” owes a report in this round already." }
    RoundClosed = "ROUND_CLOSED" { "Đợt báo cáo đã khóa sổ; không thể thay đổi.", "The round is closed; nothing can be changed." }
    UnknownAgency = "UNKNOWN_AGENCY" { "Không có cơ quan “{agency}” trong kỳ này.", "There is no agency “{agency}” in this period." }
    BadWindow = "BAD_WINDOW" { "Ngày bắt đầu của số liệu phải không muộn hơn ngày chốt số liệu.", "The window must begin no later than it ends." }
    DueTooEarly = "DUE_TOO_EARLY" { "Hạn nộp phải sau ngày chốt số liệu {closes} ít nhất một ngày làm việc: sớm nhất là ngày {earliest}.", "The due day must be at least a working day after the closing day, {closes}: {earliest} at the earliest." }
    NotAnExtension = "NOT_AN_EXTENSION" { "Hạn mới phải ở trong tương lai và muộn hơn hạn hiện tại.", "The new due instant must lie in the future, and be later than the present one." }
    ReasonRequired = "REASON_REQUIRED" { "Phải nêu lý do.", "A reason is required." }
    AlreadySubmitted = "ALREADY_SUBMITTED" { "Báo cáo đã được gửi và đang chờ Sở Nội vụ xem xét.", "The report has been submitted and waits for Home Affairs." }
    AlreadyAccepted = "ALREADY_ACCEPTED" { "Báo cáo đã được chấp nhận; muốn sửa phải mở lại và nêu lý do.", "The report has been accepted; to change it, reopen it with a reason." }
    NotSubmitted = "NOT_SUBMITTED" { "Báo cáo chưa được gửi.", "The report has not been submitted." }
    NothingToReopen = "NOTHING_TO_REOPEN" { "Chỉ mở lại được báo cáo đã chấp nhận.", "Only an accepted report can be reopened." }
    ReportLocked = "REPORT_LOCKED" { "Báo cáo đã khóa cùng đợt báo cáo; chỉ Sở Nội vụ mở lại được, kèm lý do.", "The report is locked with its round; only Home Affairs can reopen it, with a reason." }
    ReportsAwaitDecision = "REPORTS_AWAIT_DECISION" { "Còn {count} báo cáo đã gửi đang chờ quyết định ({agencies}). Hãy chấp nhận hoặc trả lại các báo cáo đó rồi khóa sổ.", "Submitted reports still wait for a decision: {count} ({agencies}). Accept or return them first, then close the round." }
    SamePerson = "SAME_PERSON" { "Người gửi báo cáo không được tự chấp nhận báo cáo đó.", "Whoever submitted a report cannot accept it." }
    RuleFailed = "RULE_FAILED" { "Quy tắc {rule}: {message}", "Rule {rule}: {message}" }
    ExplanationNeeded = "EXPLANATION_NEEDED" { "Quy tắc {rule} cảnh báo và cần giải trình: {message}", "Rule {rule} warns and needs an explanation: {message}" }
    StageNotReachable = "STAGE_NOT_REACHABLE" { "Mô hình không thể chuyển từ {from} sang {to}.", "A model cannot go from {from} to {to}." }
    StageDateBackwards = "STAGE_DATE_BACKWARDS" { "Ngày của giai đoạn mới sớm hơn giai đoạn trước.", "The new stage is dated before the one before it." }
    ModelExists = "MODEL_EXISTS" { "Cơ quan đã có mô hình mang mã hoặc tên này.", "The agency has a model of this code or name already." }
    ModelLevelEnded = "MODEL_LEVEL_ENDED" { "Cấp huyện đã kết thúc ngày 30/6/2025: mô hình đăng ký sau ngày đó thuộc cấp khác.", "The district level ended on 30 June 2025: a model registered later is of another level." }
    DayInFuture = "DAY_IN_FUTURE" { "Chỉ ghi nhận việc đã diễn ra; ngày {day} còn ở trong tương lai.", "Only what has happened is recorded; {day} lies in the future." }
    AwardExists = "AWARD_EXISTS" { "Mô hình đã được ghi nhận khen thưởng này: “{name}” ngày {day}.", "This award of the model has been recorded already: “{name}” on {day}." }
    VerdictContradicted = "VERDICT_CONTRADICTED" { "Trái với điều đã kết luận: {said}. Cần kết luận lại về các mô hình đó trước.", "This contradicts what was said before: {said}. Settle those anew first." }
    ModelWithItself = "MODEL_WITH_ITSELF" { "Hai mô hình được so với nhau phải khác nhau.", "A model cannot be compared with itself." }
    ObligationSettled = "OBLIGATION_SETTLED" { "Nghĩa vụ báo cáo này đã có báo cáo được gửi.", "A report has already been filed for this obligation." }
    TooManyEntries = "TOO_MANY_ENTRIES" { "Danh sách dài quá {most} mục.", "The list is longer than {most} entries." }
    NothingToExplain = "NOTHING_TO_EXPLAIN" { "Quy tắc {rule} không cảnh báo về nội dung này nên không có gì để giải trình.", "Rule {rule} does not warn of this: there is nothing to explain." }
    UnknownVersion = "UNKNOWN_VERSION" { "Báo cáo không có phiên bản số {number}.", "The report has no version {number}." }
    UnknownRule = "UNKNOWN_RULE" { "Biểu mẫu không có quy tắc “{rule}”.", "The form has no rule “{rule}”." }
    CalendarNoSuchPeriod = "CALENDAR_NO_SUCH_PERIOD" { "Một năm không có kỳ thứ {ordinal} của loại kỳ này.", "A year has no period number {ordinal} of this kind." }
    CalendarBadDay = "CALENDAR_BAD_DAY" { "Ngày phải từ 1 đến 31, tháng cách kỳ báo cáo không quá {most} tháng.", "The day must be 1 to 31, the month at most {most} months from the period." }
    CalendarTooManyDays = "CALENDAR_TOO_MANY_DAYS" { "Số ngày không được quá {most}.", "The number of days must be at most {most}." }
    CalendarCircle = "CALENDAR_CIRCLE" { "Ngày chốt số liệu tính từ hạn nộp, nên hạn nộp của cấp đầu tiên phải là một ngày cố định.", "The closing day is counted from the due day, so the first level's due day must be a day that is named." }
    CalendarLevelOrder = "CALENDAR_LEVEL_ORDER" { "Các cấp phải xếp từ thấp đến cao, mỗi cấp một lần: xã, sở, Sở Nội vụ, Ủy ban nhân dân tỉnh.", "Levels go from the lowest up, each once: commune, department, Home Affairs, People's Committee." }
    CalendarShiftBreaksBefore = "CALENDAR_SHIFT_BREAKS_BEFORE" { "Hạn “trước ngày” không được dời sang ngày làm việc sau, vì như vậy không còn là “trước”.", "A due day “before” a day cannot move to the next working day: that would no longer be before it." }
    WindowElsewhere = "WINDOW_ELSEWHERE" { "Số liệu từ ngày {from} đến ngày {to} phần lớn nằm ngoài kỳ {period}: ít nhất một nửa số ngày phải từ ngày {first} đến ngày {last}.", "The window from {from} to {to} lies mostly outside the period {period}: at least half of its days must be in {first} to {last}." }
    DaysInNoRound = "DAYS_IN_NO_ROUND" { "Từ ngày {from} đến ngày {to}: không thuộc kỳ {period} và cũng không thuộc kỳ {other}; không đợt báo cáo nào có số liệu của những ngày này.", "From {from} to {to}: neither in {period} nor in {other}; no round has figures of these days." }
    DaysInTwoRounds = "DAYS_IN_TWO_ROUNDS" { "Từ ngày {from} đến ngày {to}: thuộc cả kỳ {period} và kỳ {other}; số liệu của những ngày này có thể bị tính hai lần.", "From {from} to {to}: both in {period} and in {other}; figures of these days may be counted twice." }
    DayForm = "DAY_FORM" { "“{day}” chưa viết đúng mẫu một ngày: năm, tháng, ngày, như 2019-09-14.", "“{day}” is not written as a day is: year, month and day, such as 2019-09-14." }
    CalendarVersionsApart = "CALENDAR_VERSIONS_APART" { "Từ ngày {from} đến ngày {to}: giữa kỳ {before} theo phiên bản {earlier} và kỳ {period} theo phiên bản {later} của lịch, không phiên bản nào có những ngày này.", "From {from} to {to}: between {before} by version {earlier} and {period} by version {later} of the calendar, days that neither version serves." }
    CalendarVersionsOverlap = "CALENDAR_VERSIONS_OVERLAP" { "Từ ngày {from} đến ngày {to}: thuộc cả kỳ {before} theo phiên bản {earlier} và kỳ {period} theo phiên bản {later} của lịch; số liệu của những ngày này có thể bị tính hai lần.", "From {from} to {to}: both in {before} by version {earlier} and in {period} by version {later} of the calendar; figures of these days may be counted twice." }
    LetterInFuture = "LETTER_IN_FUTURE" { "Công văn yêu cầu báo cáo ghi ngày {day}, là ngày chưa đến.", "The request letter is dated {day}, which is still to come." }
    DueTooFar = "DUE_TOO_FAR" { "Thời điểm này chậm nhất là {most} năm kể từ hiện nay hoặc kể từ {since}, tính theo mốc muộn hơn.", "This lies at most {most} years after now or after {since}, whichever is later." }
    CalendarWindow = "CALENDAR_WINDOW" { "Kỳ {period}: số liệu bắt đầu ngày {from}, sau ngày chốt {to}.", "Period {period}: the figures begin on {from}, after the closing day {to}." }
    CalendarDueBeforeClosing = "CALENDAR_DUE_BEFORE_CLOSING" { "Kỳ {period}: hạn nộp {due} không sau ngày chốt số liệu {before}.", "Period {period}: the due day {due} is not after the closing day {before}." }
    CalendarGapTooShort = "CALENDAR_GAP_TOO_SHORT" { "Kỳ {period}: từ ngày chốt số liệu {before} đến hạn nộp {due} chưa đủ một ngày làm việc.", "Period {period}: there is less than one working day from the closing day {before} to the due day {due}." }
    CalendarLevelsTooClose = "CALENDAR_LEVELS_TOO_CLOSE" { "Kỳ {period}: từ hạn nộp của cấp dưới {before} đến hạn nộp {due} chưa đủ một ngày làm việc.", "Period {period}: there is less than one working day from the due day of the level below, {before}, to the due day {due}." }
    CalendarBadCode = "CALENDAR_BAD_CODE" { "Mã lịch báo cáo gồm chữ in hoa không dấu, chữ số và gạch dưới, nhiều nhất {most} ký tự.", "The code of a calendar profile is made of capital letters A to Z, digits and underscores, at most {most} characters." }
    CalendarCodeTaken = "CALENDAR_CODE_TAKEN" { "“{profile}” là lịch báo cáo có sẵn của hệ thống; hãy đặt mã khác.", "“{profile}” is a calendar profile that comes with the system: choose another code." }
    CalendarRuleIncomplete = "CALENDAR_RULE_INCOMPLETE" { "Quy tắc {rule} cần {fields} và không nhận trường khác.", "The rule {rule} needs {fields} and takes no other field." }
    CalendarClosing = "CALENDAR_CLOSING" { "Phải cho đúng một trong hai: ngày chốt số liệu, hoặc số ngày làm việc trước hạn nộp.", "Give exactly one of the two: a closing day, or a number of working days before the due day." }
    CalendarUnknown = "CALENDAR_UNKNOWN" { "Không có lịch báo cáo “{profile}”.", "There is no calendar profile “{profile}”." }
    CalendarNoRule = "CALENDAR_NO_RULE" { "Lịch báo cáo “{profile}” không có quy tắc cho kỳ {period}.", "The calendar profile “{profile}” has no rule for the period {period}." }
    CalendarNotInForce = "CALENDAR_NOT_IN_FORCE" { "Lịch báo cáo “{profile}” không áp dụng cho kỳ {period}.", "The calendar profile “{profile}” is not in force for the period {period}." }
    ReorganisationShape = "REORGANISATION_SHAPE" { "{kind} thì {what}.", "A reorganisation {kind} needs {what}." }
    ReorganisationInFuture = "REORGANISATION_IN_FUTURE" { "Chỉ ghi nhận việc sắp xếp đã có hiệu lực; ngày hiệu lực không được ở trong tương lai.", "A reorganisation is recorded once it is in effect: the day cannot lie in the future." }
    LaterReorganisation = "LATER_REORGANISATION" { "Cơ quan “{agency}” đã có một lần sắp xếp muộn hơn, từ ngày {day}.", "A later reorganisation of the agency “{agency}”, from {day}, has been recorded." }
    AgencyEnded = "AGENCY_ENDED" { "Cơ quan “{agency}” kết thúc hoạt động từ ngày {day}; không ghi nhận thêm việc sắp xếp có hiệu lực trước ngày đó.", "The agency “{agency}” has ended, since {day}: nothing more is recorded of it that took effect before." }
    AgencyNotThere = "AGENCY_NOT_THERE" { "Không có cơ quan “{agency}” đang tồn tại {when}.", "There is no agency “{agency}” that exists {when}." }
    AgencyBadCode = "AGENCY_BAD_CODE" { "Mã cơ quan gồm chữ cái không dấu, chữ số, dấu gạch nối, gạch dưới và dấu chấm, bắt đầu bằng chữ cái hoặc chữ số, nhiều nhất {most} ký tự.", "The code of an agency is made of letters A to Z, digits, hyphens, underscores and full stops, begins with a letter or digit, and has at most {most} characters." }
    AgencyNameTaken = "AGENCY_NAME_TAKEN" { "Tên “{name}” là tên của cơ quan “{agency}” {until}; hai cơ quan không được mang cùng một tên trong cùng thời gian.", "“{name}” is the name of the agency “{agency}” {until}: two agencies cannot bear one name at one time." }
    AgencyFiledSince = "AGENCY_FILED_SINCE" { "Cơ quan “{agency}” đã tự gửi báo cáo {period}, số liệu từ ngày {from}; không thể đã kết thúc hoạt động từ ngày {day}, sớm hơn {most} ngày trước đó.", "The agency “{agency}” has filed its own report for {period}, of figures from {from} on: it cannot have ended on {day}, more than {most} days before." }
    AgencyKindNotAsked = "AGENCY_KIND_NOT_ASKED" { "Cơ quan “{agency}” không thuộc loại cơ quan được yêu cầu báo cáo.", "The agency “{agency}” is not of the kinds that are asked." }
    AgencyExists = "AGENCY_EXISTS" { "Mã cơ quan “{agency}” đã được dùng; chữ hoa, chữ thường và dấu cách không làm mã khác đi.", "The code “{agency}” is the code of another agency; case and spaces do not make another one." }
    NotASuccessor = "NOT_A_SUCCESSOR" { "“{agency}” không kế thừa cơ quan kết thúc hoạt động.", "“{agency}” does not continue the agency that ends." }
    ObligationUndecided = "OBLIGATION_UNDECIDED" { "Cơ quan “{agency}” {stands} báo cáo {period} ({form}){since}; phải quyết định: {choice}.", "The agency “{agency}” {stands} its report for {period} ({form}){since}: decide {choice}." }
    NothingToDecide = "NOTHING_TO_DECIDE" { "Nghĩa vụ này không phải quyết định: không còn mở, hoặc không thuộc cơ quan kết thúc hoạt động.", "There is nothing to decide of this obligation: it is not open, or not of an agency that ends." }
    NoSuchSuccessor = "NO_SUCH_SUCCESSOR" { "Không có tỉnh “{province}” kế thừa tỉnh này.", "No province “{province}” continues this one." }
    SuccessionNotInForce = "SUCCESSION_NOT_IN_FORCE" { "Tỉnh “{province}” kế thừa tỉnh này từ ngày {day}; không thể cho đọc số liệu từ trước ngày đó.", "“{province}” continues this province since {day}; it cannot be let read from an earlier day on." }
    GrantExists = "GRANT_EXISTS" { "Tỉnh “{province}” đang có quyền đọc; phải thu hồi quyền đó trước khi cấp quyền mới.", "“{province}” has a grant already; revoke that one before giving another." }
    GrantOver = "GRANT_OVER" { "Ngày cuối cùng không được trước ngày đầu tiên hoặc trước hôm nay.", "The last day must not come before the first one, or before today." }
    GrantRevoked = "GRANT_REVOKED" { "Quyền đọc này đã được thu hồi.", "This grant has been revoked already." }
    ExpiryBeforeDue = "EXPIRY_BEFORE_DUE" { "Gia hạn không được hết hiệu lực trước hạn mới.", "An extension must not expire before the due instant that it gives." }
    RoundNotDue = "ROUND_NOT_DUE" { "Còn {count} cơ quan chưa đến hạn nộp ({agencies}); muốn khóa sổ trước hạn phải nêu lý do.", "For {count} agencies the report is not due yet ({agencies}): closing the round before that needs a reason." }
    CalendarNotTiling = "CALENDAR_NOT_TILING" { "Kỳ {before} chốt số liệu ngày {to} mà kỳ {period} bắt đầu ngày {from}: các kỳ cùng loại phải nối tiếp nhau, không trống và không trùng ngày nào.", "The figures of {before} close on {to} and those of {period} begin on {from}: periods of one kind follow one another without a gap or an overlap." }
    CalendarPartsDiffer = "CALENDAR_PARTS_DIFFER" { "Kỳ {period} từ {from} đến {to} không trùng với các kỳ hợp thành, từ {parts_from} đến {parts_to}: số liệu cộng dồn các kỳ đó sẽ khác.", "The period {period}, {from} to {to}, is not what its parts cover, {parts_from} to {parts_to}: sums of them will differ from it." }
    BadExpiry = "BAD_EXPIRY" { "Thời điểm hết hiệu lực phải ở trong tương lai.", "The expiry must lie in the future." }
    PlanTaskPeriod = "PLAN_TASK_PERIOD" { "Nhiệm vụ của kế hoạch năm {year} phải thực hiện trong năm đó; nếu kéo dài sang năm sau thì phải nêu lý do.", "A task of the plan of {year} is to be done in that year, or in the next with a reason." }
    DeadlineNotCalendars = "DEADLINE_NOT_CALENDARS" { "Lời văn của kế hoạch cho hạn cuối là ngày {due}, còn lịch báo cáo là ngày {calendar}; hạn theo lời văn.", "By the plan's words the last day is {due}, by the calendar {calendar}; the words hold." }
    DeadlineNoSuchDay = "DEADLINE_NO_SUCH_DAY" { "Lời văn nêu một ngày không có trong lịch nên chưa xác định được hạn.", "The words name a day that does not exist, so that there is no due day." }
    DeadlineSeveralDays = "DEADLINE_SEVERAL_DAYS" { "Lời văn nêu nhiều ngày khác nhau nên chưa xác định được hạn; mỗi kỳ ghi một thời hạn.", "The words name several days, so that there is no due day; give each period a deadline of its own." }
    DeadlineBeforePeriod = "DEADLINE_BEFORE_PERIOD" { "Hạn cuối theo lời văn, ngày {due}, ở trước kỳ báo cáo.", "By the words the last day, {due}, lies before the period begins." }
    AdHocHasNoCalendar = "AD_HOC_HAS_NO_CALENDAR" { "Kỳ đột xuất không theo lịch báo cáo nào: ngày chốt số liệu và hạn nộp theo văn bản yêu cầu báo cáo.", "An ad hoc period follows no calendar: whoever asks for the report says when its figures close and when it is due." }
    AdHocBackwards = "AD_HOC_BACKWARDS" { "Ngày đầu của kỳ đột xuất phải không muộn hơn ngày cuối.", "An ad hoc period must begin no later than it ends." }
    AdHocTooLong = "AD_HOC_TOO_LONG" { "Kỳ đột xuất dài nhất {most} ngày.", "An ad hoc period has at most {most} days." }
    AdHocNoSuchDay = "AD_HOC_NO_SUCH_DAY" { "Ngày đầu hoặc ngày cuối của kỳ đột xuất không có trong lịch.", "The first or the last day of the ad hoc period is in no calendar." }
    AdHocOutsideYears = "AD_HOC_OUTSIDE_YEARS" { "Kỳ đột xuất phải nằm trong các năm từ {first} đến {last}.", "An ad hoc period must lie in the years {first} to {last}." }
    AdHocForm = "AD_HOC_FORM" { "Kỳ đột xuất viết bằng ngày đầu và ngày cuối, ví dụ 2019-05-01/2019-05-31.", "An ad hoc period is written as its first and its last day, such as 2019-05-01/2019-05-31." }
    AdHocWindow = "AD_HOC_WINDOW" { "Số liệu của kỳ đột xuất tính đúng từ ngày đầu đến ngày cuối của kỳ: ngày này phải là {day}, hoặc để trống.", "The window of an ad hoc period is its own first and last day: this must be {day}, or left out." }
    AdHocDueNeeded = "AD_HOC_DUE_NEEDED" { "Đợt báo cáo đột xuất phải ghi rõ hạn nộp.", "A round for an ad hoc period needs the due instant that its letter gives." }
    CalendarDueNeeded = "CALENDAR_DUE_NEEDED" { "Lịch báo cáo “{profile}” không định hạn nộp cho kỳ {period}; phải ghi rõ hạn nộp.", "The calendar profile “{profile}” sets no due day for the period {period}: it must be given." }
    EmailInvalid = "EMAIL_INVALID" { "Địa chỉ thư điện tử không hợp lệ.", "This is not a valid e-mail address." }
    AccountExpiry = "ACCOUNT_EXPIRY" { "Thời điểm hết hạn phải ở tương lai và không quá {most} ngày kể từ bây giờ.", "The end must be in the future, at most {most} days from now." }
    AccountAgencyRequired = "ACCOUNT_AGENCY_REQUIRED" { "Tài khoản nộp báo cáo phải gắn với ít nhất một cơ quan.", "An account that files reports needs one agency at least." }
    AccountAgencyUnknown = "ACCOUNT_AGENCY_UNKNOWN" { "Không có cơ quan “{agency}”.", "There is no agency “{agency}”." }
    AccountSamePerson = "ACCOUNT_SAME_PERSON" { "Người tạo tài khoản dịch vụ không được tự duyệt; phải do một quản trị viên khác duyệt.", "Whoever made a service account does not approve it: another administrator has to." }
    AccountMakerGone = "ACCOUNT_MAKER_GONE" { "Người tạo không còn là quản trị viên của tỉnh nên tài khoản dịch vụ này không duyệt được.", "Whoever made this service account administers the province no more, so that it cannot be approved." }
    AccountNotAwaiting = "ACCOUNT_NOT_AWAITING" { "Tài khoản dịch vụ này không chờ duyệt: {state}.", "This service account does not wait for approval: it is {state}." }
    WebhookUrl = "WEBHOOK_URL" { "Địa chỉ nhận phải là địa chỉ https đầy đủ, không kèm tên người dùng, mật khẩu hay dấu #.", "The address must be a full https one, without a user name, a password or a fragment." }
    NoticeNotFailed = "NOTICE_NOT_FAILED" { "Chỉ gửi lại được thông báo đã không gửi được.", "Only a notice that was given up can be tried again." }
    ScoringPoints = "SCORING_POINTS" { "Điểm phải lớn hơn 0 và không quá {most}.", "Points must be above 0 and at most {most}." }
    ScoringCriterionCode = "SCORING_CRITERION_CODE" { "Mã tiêu chí gồm chữ thường không dấu, chữ số và gạch dưới, nhiều nhất {most} ký tự.", "The code of a criterion is made of lower-case letters a to z, digits and underscores, at most {most} characters." }
    ScoringParent = "SCORING_PARENT" { "Không có tiêu chí “{criterion}” ở phía trước để làm tiêu chí cha.", "There is no criterion “{criterion}” before this one to be a part of." }
    ScoringSum = "SCORING_SUM" { "Điểm tối đa của các tiêu chí thành phần cộng lại là {sum}, phải là {maximum}.", "The largest points of the parts add up to {sum}; they must add up to {maximum}." }
    ScoringBandClass = "SCORING_BAND_CLASS" { "Mỗi loại có một khung điểm, và “{class}” không được có thêm khung điểm ở đây.", "Each class has one band, and “{class}” cannot have one here." }
    ScoringBandEmpty = "SCORING_BAND_EMPTY" { "Khung điểm từ {from} đến {to} không có điểm nào.", "The band from {from} to {to} holds no score." }
    ScoringBandsOverlap = "SCORING_BANDS_OVERLAP" { "Các khung điểm chồng nhau từ {from} đến {to}.", "Bands overlap from {from} to {to}." }
    ScoringBandsOrder = "SCORING_BANDS_ORDER" { "Khung điểm loại “{class}” không được nằm thấp hơn khung điểm loại “{below}”.", "The band of “{class}” cannot lie below that of “{below}”." }
    ScoringBandsGap = "SCORING_BANDS_GAP" { "Các khung điểm để hở hoặc vượt thang điểm từ {from} đến {to}.", "Bands leave a gap, or go beyond the scheme, from {from} to {to}." }
    ScoringCode = "SCORING_CODE" { "Mã thang điểm gồm chữ in hoa không dấu, chữ số và gạch dưới, nhiều nhất {most} ký tự.", "The code of a scoring scheme is made of capital letters A to Z, digits and underscores, at most {most} characters." }
    ScoringCodeTaken = "SCORING_CODE_TAKEN" { "“{scheme}” là thang điểm có sẵn của hệ thống; hãy đặt mã khác.", "“{scheme}” is a scoring scheme that comes with the system: choose another code." }
    ScoringNoScheme = "SCORING_NO_SCHEME" { "Tỉnh chưa lưu thang điểm áp dụng cho loại cơ quan này trong kỳ {period}.", "The province has saved no scoring scheme for this kind of agency in the period {period}." }
    ScorePeriod = "SCORE_PERIOD" { "Chỉ chấm điểm theo năm hoặc theo 6 tháng.", "Scores are given by year or half-year only." }
    ScorePeriodAhead = "SCORE_PERIOD_AHEAD" { "Kỳ {period} chưa bắt đầu nên chưa chấm điểm được.", "The period {period} has not begun: there is nothing to score yet." }
    ScoreNotGiven = "SCORE_NOT_GIVEN" { "Phải cho tổng điểm, hoặc điểm của mọi tiêu chí không có tiêu chí thành phần; còn thiếu: {missing}.", "Give the whole score, or points for every criterion that has no parts; missing: {missing}." }
    ScoreUnknownCriterion = "SCORE_UNKNOWN_CRITERION" { "Thang điểm không có tiêu chí “{criterion}” để chấm trực tiếp.", "The scheme has no criterion “{criterion}” that points are given for." }
    ScoreOutOfRange = "SCORE_OUT_OF_RANGE" { "Điểm phải từ 0 đến {most}, nhiều nhất hai chữ số thập phân.", "Points must be from 0 to {most}, with at most two decimal places." }
    ScoreSumDiffers = "SCORE_SUM_DIFFERS" { "Tổng điểm {total} khác tổng điểm các tiêu chí {sum}.", "The whole score is {total}, but the criteria add up to {sum}." }
    ScoreVerified = "SCORE_VERIFIED" { "Điểm đã được Sở Nội vụ thẩm định; cơ quan không tự sửa được nữa.", "Home Affairs has verified the score: the agency can no longer change it." }
    ScoreSamePerson = "SCORE_SAME_PERSON" { "Người tự chấm điểm không được thẩm định điểm đó.", "Whoever gave the agency's own score cannot verify it." }
    ReadOnlyCopy = "READ_ONLY_COPY" { "Máy chủ đang chạy trên một bản sao cũ của cơ sở dữ liệu nên chỉ cho đọc; hãy liên hệ người quản trị hệ thống.", "The server runs on an old copy of its database and only reads: ask its operator." }
    SignInAgain = "SIGN_IN_AGAIN" { "Thao tác này chỉ được thực hiện ngay sau khi đăng nhập. Hãy đăng nhập lại rồi gửi lại yêu cầu.", "This is only done shortly after signing in. Sign in again, then send the request again." }
    RoleScope = "ROLE_SCOPE" { "Vai trò của cơ quan phải kèm mã cơ quan, vai trò toàn tỉnh thì không; mở lại tài khoản thì không ghi vai trò.", "An agency's role is for an agency, a role of the province for none; an account is taken back into use without naming a role." }
    RoleOfTheNation = "ROLE_OF_THE_NATION" { "Quyền đọc số liệu toàn quốc do đơn vị vận hành hệ thống cấp, không do tỉnh.", "Who reads the whole nation is the operator's to say, not a province's." }
    NationNotServed = "NATION_NOT_SERVED" { "Máy chủ này không phục vụ việc đọc số liệu toàn quốc.", "This server does not serve readers of the whole nation." }
    NoSuchProvince = "NO_SUCH_PROVINCE" { "Không có tỉnh “{province}” trong hệ thống này.", "There is no province “{province}” in this system." }
    ProvincesInOneList = "PROVINCES_IN_ONE_LIST" { "Mỗi yêu cầu chỉ đọc một danh sách tỉnh: hãy nêu mọi tỉnh cần đọc trong một trường “provinces”.", "A request reads one list of provinces: name all of them in one field “provinces”." }
    PeriodNotClosed = "PERIOD_NOT_CLOSED" { "Kỳ {period} chưa khóa sổ; người đọc số liệu toàn quốc chỉ xem được các kỳ đã khóa sổ.", "The period {period} is not closed yet; readers of the nation see closed periods only." }
    NoSuchAgency = "NO_SUCH_AGENCY" { "Không có cơ quan “{agency}”.", "There is no agency “{agency}”." }
    RoleHeld = "ROLE_HELD" { "Người này đã có vai trò đó.", "The person has this role already." }
    RoleNotHeld = "ROLE_NOT_HELD" { "Người này không có vai trò đó.", "The person does not have this role." }
    RoleSamePerson = "ROLE_SAME_PERSON" { "Người đề nghị và người được thay đổi vai trò không được tự duyệt; việc này phải do một quản trị viên khác quyết định.", "Neither whoever asked nor whose role it is may decide this: another administrator has to." }
    RoleNotAskedByYou = "ROLE_NOT_ASKED_BY_YOU" { "Chỉ người đề nghị mới rút lại được đề nghị.", "Only whoever asked can take a request back." }
    RoleRequestClosed = "ROLE_REQUEST_CLOSED" { "Đề nghị này không còn chờ duyệt: {state}.", "This request is no longer open: it is {state}." }
    RoleAskerGone = "ROLE_ASKER_GONE" { "Người đề nghị không còn là quản trị viên của tỉnh nên đề nghị này không duyệt được nữa.", "Whoever asked no longer administers the province, so that this cannot be approved any more." }
    LastAdministrator = "LAST_ADMINISTRATOR" { "Đây là quản trị viên cuối cùng của tỉnh; phải có quản trị viên khác trước.", "This is the province's last administrator: there must be another one first." }
    LoginTaken = "LOGIN_TAKEN" { "Tên đăng nhập này đã gắn với một tài khoản.", "This login belongs to an account already." }
    AccountInUse = "ACCOUNT_IN_USE" { "Tài khoản này đang hoạt động.", "This account is in use." }
    AccountDisabled = "ACCOUNT_DISABLED" { "Tài khoản này đã bị vô hiệu hóa.", "This account is disabled already." }
    NothingToAccept = "NOTHING_TO_ACCEPT" { "Không có báo cáo nào trong đợt có thể chấp nhận cùng lúc: báo cáo đã gửi còn cảnh báo, do chính bạn gửi, hoặc bạn chưa xem.", "No report of the round can be accepted this way: what is filed has warnings, was filed by yourself, or has not been seen by you." }
    SignInState = "SIGN_IN_STATE" { "Lần đăng nhập này không bắt đầu từ trình duyệt này, hoặc đã bắt đầu quá 10 phút. Hãy đăng nhập lại từ đầu.", "This sign-in was not begun in this browser, or more than 10 minutes ago. Sign in again from the beginning." }
    SignInRefused = "SIGN_IN_REFUSED" { "Hệ thống xác thực chưa chấp nhận lần đăng nhập này. Hãy thử lại, hoặc hỏi người quản trị hệ thống đó.", "The identity provider did not sign you in. Try again, or ask whoever runs it." }
    SignInFailed = "SIGN_IN_FAILED" { "Không xác minh được câu trả lời của hệ thống xác thực. Hãy thử lại sau một phút; nếu vẫn không được, hãy báo người quản trị.", "The answer of the identity provider could not be verified. Try again in a minute; if it stays so, tell your administrator." }
    SignInNotFresh = "SIGN_IN_NOT_FRESH" { "Hệ thống xác thực đã không yêu cầu đăng nhập lại, nên chưa xác nhận được bạn vừa đăng nhập.", "The identity provider did not ask you to sign in anew, so that it is not known that you just have." }
    SignInIssuer = "SIGN_IN_ISSUER" { "Không có hệ thống xác thực nào mang tên này.", "There is no identity provider of this name." }
    SignInReturn = "SIGN_IN_RETURN" { "Địa chỉ quay lại phải là một đường dẫn của chính trang này.", "The address to go back to must be a path of this very site." }
    SessionEnded = "SESSION_ENDED" { "Phiên đăng nhập đã kết thúc. Hãy đăng nhập lại.", "The session has ended. Sign in again." }
    CrossSite = "CROSS_SITE" { "Yêu cầu dùng phiên đăng nhập phải do trang của chính hệ thống gửi, kèm tiêu đề X-Tonghop-Request.", "A request by session must come from a page of this very site, with the header X-Tonghop-Request." }
    TokenMissing = "TOKEN_MISSING" { "Yêu cầu chưa có mã truy cập (Authorization: Bearer …).", "The request has no access token (Authorization: Bearer …)." }
    TokenExpired = "TOKEN_EXPIRED" { "Mã truy cập đã hết hạn.", "The access token has expired." }
    TokenForged = "TOKEN_FORGED" { "Mã truy cập không hợp lệ.", "The access token is not valid." }
    TokenAudience = "TOKEN_AUDIENCE" { "Mã truy cập không dành cho hệ thống này.", "The access token is meant for another audience." }
    TokenRevoked = "TOKEN_REVOKED" { "Tài khoản dịch vụ này đã bị thu hồi.", "This service account has been revoked." }
    TokenNotApproved = "TOKEN_NOT_APPROVED" { "Tài khoản dịch vụ này chưa được một quản trị viên khác của tỉnh duyệt.", "This service account has not been approved by another administrator of the province yet." }
    TokenLifetime = "TOKEN_LIFETIME" { "Mã truy cập có thời hạn dài hơn 60 phút.", "The access token is good for longer than 60 minutes." }
    TokenKeyUnknown = "TOKEN_KEY_UNKNOWN" { "Hệ thống chưa biết khóa đã ký mã truy cập này; xin thử lại sau một phút.", "The key that signed the access token is not known; try again in a minute." }
    PersonUnknown = "PERSON_UNKNOWN" { "Người mang mã truy cập này không có tài khoản.", "The bearer of this token has no account here." }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_two_sentences_and_its_own_name() {
        let mut names: Vec<_> = Code::ALL.iter().map(|code| code.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Code::ALL.len());
        for code in Code::ALL {
            let (vi, en) = code.texts();
            assert!(
                vi.ends_with(['.', '}', ')']) && en.ends_with(['.', '}', ')']) && vi != en,
                "{}",
                code.name()
            );
        }
    }

    #[test]
    fn placeholders_are_filled() {
        let problem = Problem::new(Code::TextTooLong, &["input", "text"]).with("most", 5);
        assert_eq!(problem.message(Lang::En), "The text is longer than 5 characters.");
        assert_eq!(problem.message(Lang::Vi), "Văn bản dài quá 5 ký tự.");
    }
}
