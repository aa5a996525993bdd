//! The clause register: every testable statement of the document, with a stable id.
//!
//! The register itself is `spec/clauses.toml`, of which the build makes a table; [`Clause`] lists its ids so that code can
//! cite them.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

macro_rules! clauses {
    ($($name:ident = $id:literal,)*) => {
        /// The id of a clause. Ids never change meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Clause {
            $(#[doc = concat!("Clause ", $id, " of `spec/clauses.toml`.")] #[serde(rename = $id)] $name,)*
        }

        impl Clause {
            /// Every clause, in the order of the register.
            pub const ALL: &[Clause] = &[$(Clause::$name,)*];

            /// The id as people write it: `RSP-3`.
            pub const fn id(self) -> &'static str {
                match self { $(Clause::$name => $id,)* }
            }
        }
    };
}

clauses! {
    Life1 = "LIFE-1", Life2 = "LIFE-2", Life3 = "LIFE-3", Life4 = "LIFE-4", Life5 = "LIFE-5", Life6 = "LIFE-6",
    Life7 = "LIFE-7", Life8 = "LIFE-8",
    Req1 = "REQ-1", Req2 = "REQ-2", Req3 = "REQ-3", Req4 = "REQ-4", Req5 = "REQ-5",
    Par1 = "PAR-1", Par2 = "PAR-2", Par3 = "PAR-3", Par4 = "PAR-4", Par5 = "PAR-5", Par6 = "PAR-6", Par7 = "PAR-7",
    Par8 = "PAR-8", Par9 = "PAR-9", Par10 = "PAR-10", Par11 = "PAR-11", Par12 = "PAR-12", Par13 = "PAR-13",
    Rsp1 = "RSP-1", Rsp2 = "RSP-2", Rsp3 = "RSP-3", Rsp4 = "RSP-4", Rsp5 = "RSP-5", Rsp6 = "RSP-6", Rsp7 = "RSP-7",
    Rsp8 = "RSP-8", Rsp9 = "RSP-9",
    Asy1 = "ASY-1", Asy2 = "ASY-2", Asy3 = "ASY-3", Asy4 = "ASY-4", Asy5 = "ASY-5", Asy6 = "ASY-6", Asy7 = "ASY-7",
    Sta1 = "STA-1", Sta2 = "STA-2",
    Res1 = "RES-1", Res2 = "RES-2", Res3 = "RES-3", Res4 = "RES-4", Res5 = "RES-5",
    Err1 = "ERR-1", Err2 = "ERR-2",
}

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id())
    }
}

impl FromStr for Clause {
    type Err = UnknownClause;

    fn from_str(text: &str) -> Result<Self, UnknownClause> {
        let found = Clause::ALL.iter().find(|clause| clause.id().eq_ignore_ascii_case(text));
        found.copied().ok_or_else(|| UnknownClause(text.to_owned()))
    }
}

/// A text that names no clause.
#[derive(Debug, thiserror::Error)]
#[error("there is no clause \"{0}\"; `finalize-conformance list` shows them all")]
pub struct UnknownClause(String);

/// What a breach means for the verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Level {
    /// A breach makes the endpoint non-conformant.
    Must,
    /// A breach is a failure that decides the exit code only under `--fail-on should`.
    Should,
    /// Both behaviours conform; what was seen is an observation.
    May,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Level::Must => "MUST",
            Level::Should => "SHOULD",
            Level::May => "MAY",
        })
    }
}

/// Where a clause comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// The document says it in words.
    Stated,
    /// It shows in the document's example request or responses.
    Example,
    /// It follows from what the document says.
    Implied,
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Basis::Stated => "stated",
            Basis::Example => "example",
            Basis::Implied => "implied",
        })
    }
}

/// One clause as the register describes it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The clause's id.
    pub id: Clause,
    /// What a breach means.
    pub level: Level,
    /// Where the clause comes from.
    pub basis: Basis,
    /// The part of the document that it rests on: a heading.
    pub part: &'static str,
    /// The clause in our own words.
    pub text: &'static str,
}

/// Every clause, in the order of the register.
const REGISTER: &[Entry] = include!(concat!(env!("OUT_DIR"), "/clauses.rs"));

impl Clause {
    /// The register's entry for this clause.
    pub fn entry(self) -> &'static Entry {
        &REGISTER[self as usize]
    }

    /// What a breach of this clause means.
    pub fn level(self) -> Level {
        self.entry().level
    }
}
