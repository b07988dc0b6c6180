//! Floor 0: the values everybody speaks in. Nothing here knows of a database, a request or a catalogue.

pub mod clock;
pub mod connection;
pub mod decimal;
pub mod digest;
pub mod fault;
pub mod figure;
pub mod id;
pub mod lang;
pub mod look_alike;
pub mod meter;
pub mod paging;
pub mod partial_date;
pub mod period;
pub mod problem;
pub mod scalars;
pub mod text;
pub mod trace;
pub mod vocabulary;

pub use clock::Clock;
pub use figure::{FigureState, Value};
pub use lang::{Bilingual, Lang};
pub use partial_date::{PartialDate, PartialDateInput};
pub use period::{Period, PeriodKind, Window};
pub use problem::{Code, Error, Problem, Result, SOON};
