//! The register and its grammars, on the citations of the two real documents.

mod cited;
mod search;
mod symbols;

use super::CATALOGUE;
use crate::legal::{Kinds, Register};
use std::sync::{Arc, LazyLock};

/// The register that this program carries.
static REGISTER: LazyLock<Arc<Register>> = LazyLock::new(|| CATALOGUE.register().clone());

/// Its kinds of document.
static KINDS: LazyLock<Kinds> = LazyLock::new(|| REGISTER.kinds().clone());
