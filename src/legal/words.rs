//! The closed lists of this room.

use crate::kit::vocabulary::vocabulary;
use async_graphql::Enum;
use serde::{Deserialize, Serialize};

vocabulary! {
    /// The two ways of writing a document's symbol (quy tắc ghi ký hiệu).
    Grammar {
        /// 04/2015/NĐ-CP, 553/QĐ-UBND: of State bodies (văn bản nhà nước).
        State = "STATE",
        /// 25-NQ/TW: of Party bodies (văn bản của Đảng).
        Party = "PARTY",
    }
}

vocabulary! {
    /// Whether a document is in force on a day (tình trạng hiệu lực).
    ForceStatus {
        /// In force (còn hiệu lực).
        InForce = "IN_FORCE",
        /// Not yet in force (chưa có hiệu lực).
        NotYet = "NOT_YET_IN_FORCE",
        /// No longer in force: replaced or repealed (hết hiệu lực).
        NoLonger = "NO_LONGER_IN_FORCE",
        /// The register does not know from when, or until when (chưa có thông tin về hiệu lực).
        NotStated = "NOT_STATED",
    }
}

vocabulary! {
    /// By what a citation was found to name a document of the register (cách nhận ra văn bản).
    CitationMatch {
        /// Symbol and date agree, or the year stands in the symbol (theo số, ký hiệu và ngày).
        Dated = "DATED",
        /// The symbol agrees; the citation gives no date, or the register has none (theo số, ký hiệu).
        Symbol = "SYMBOL",
        /// Kind and number agree; the citation gives no symbol (theo loại và số).
        Number = "NUMBER",
        /// The wording is one by which this document is cited without a number (theo cách gọi).
        Wording = "WORDING",
    }
}

vocabulary! {
    /// Who keeps a document's entry in the register (nguồn của mục văn bản).
    DocumentOrigin {
        /// It came with the program, with its sources (danh mục đi kèm hệ thống).
        Shipped = "SHIPPED",
        /// The province entered it (tỉnh tự nhập).
        Province = "PROVINCE",
    }
}
