//! The provincial picture: what many agencies' reports say together, and who has not spoken.

pub mod arithmetic;
