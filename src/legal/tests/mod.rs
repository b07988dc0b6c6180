//! The register and its grammars, on the citations of the two real documents.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod cited;
mod search;
mod symbols;

use super::{Kinds, Register};
use crate::catalogue::Catalogue;
use std::sync::{Arc, LazyLock};

/// The register that this program carries.
static REGISTER: LazyLock<Arc<Register>> =
    LazyLock::new(|| Catalogue::embedded().expect("the catalogue is right").register().clone());

/// Its kinds of document.
static KINDS: LazyLock<Kinds> = LazyLock::new(|| REGISTER.kinds().clone());
