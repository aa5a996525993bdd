//! Whose fault it is when a right FINALIZE is not accepted: the encoding's, the identifier's, or nobody's in particular.
//!
//! A request has several properties, each under a clause of its own. Control requests, each on a fresh upload and each
//! differing in one property, tell which property the endpoint minds.

use crate::clause::Clause;

/// How a FINALIZE is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Encoding {
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `multipart/form-data`.
    Multipart,
    /// The query string, with an empty body.
    Query,
}

/// How a FINALIZE names the upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Identifier {
    /// By `media_id` alone.
    Id,
    /// By `media_key` alone.
    Key,
    /// By both.
    Both,
}

/// A right way to send FINALIZE.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Method {
    /// The encoding.
    pub encoding: Encoding,
    /// The identifier.
    pub identifier: Identifier,
}

impl Encoding {
    /// Every encoding, the most common in clients first.
    pub const ALL: [Encoding; 3] = [Encoding::Form, Encoding::Multipart, Encoding::Query];

    /// The clause that says it is accepted.
    pub const fn clause(self) -> Clause {
        match self {
            Encoding::Form => Clause::Req2,
            Encoding::Multipart => Clause::Req1,
            Encoding::Query => Clause::Req3,
        }
    }
}

impl Identifier {
    /// Every way to name an upload, the plainest first.
    pub const ALL: [Identifier; 3] = [Identifier::Id, Identifier::Key, Identifier::Both];

    /// The clause that says it is enough.
    pub const fn clause(self) -> Clause {
        match self {
            Identifier::Id => Clause::Par5,
            Identifier::Key => Clause::Par6,
            Identifier::Both => Clause::Par7,
        }
    }
}

impl Method {
    /// How most clients do it.
    pub const USUAL: Method = Method { encoding: Encoding::Form, identifier: Identifier::Id };

    /// The control requests that tell why this one was not accepted: all that differ in exactly one property.
    pub fn controls(self, has_key: bool) -> Vec<Method> {
        let encodings = Encoding::ALL.into_iter().filter(|encoding| *encoding != self.encoding);
        let identifiers = Identifier::ALL.into_iter().filter(|identifier| *identifier != self.identifier);
        encodings
            .map(|encoding| Method { encoding, ..self })
            .chain(identifiers.filter(|_| has_key).map(|identifier| Method { identifier, ..self }))
            .collect()
    }

    /// The clause to blame for a refused request, given which of its controls were accepted.
    ///
    /// Where a control with another encoding is accepted the encoding matters, and likewise the identifier. Where both
    /// matter, the combination is at fault: the clause of the less usual of the two properties is named, the
    /// identifier's first. Where neither matters the upload cannot be finalized at all (LIFE-1).
    /// Both identifiers together are only judged where each of them is enough: else the lone one is to blame.
    pub fn blame(self, accepted: &[Method]) -> Clause {
        let encoding_matters = accepted.iter().any(|control| control.encoding != self.encoding);
        let lone = |identifier| {
            accepted.iter().any(|control| control.identifier == identifier && control.encoding == self.encoding)
        };
        let identifier_matters = accepted.iter().any(|control| control.identifier != self.identifier);
        match (encoding_matters, identifier_matters) {
            (false, false) => Clause::Life1,
            (true, false) => self.encoding.clause(),
            _ if self.identifier == Identifier::Both && !lone(Identifier::Key) => Clause::Par6,
            _ if self.identifier == Identifier::Both && !lone(Identifier::Id) => Clause::Par5,
            (false, true) => self.identifier.clause(),
            (true, true) if self.identifier == Identifier::Id => self.encoding.clause(),
            (true, true) => self.identifier.clause(),
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn all() -> impl Iterator<Item = Method> {
        let of = |encoding| Identifier::ALL.into_iter().map(move |identifier| Method { encoding, identifier });
        Encoding::ALL.into_iter().flat_map(of)
    }

    /// What each refused method is blamed on, by an endpoint that refuses those.
    fn blamed(refuses: impl Fn(Method) -> bool, has_key: bool) -> Vec<(Method, Clause)> {
        let refused = all().filter(|method| refuses(*method));
        let blame = |method: Method| {
            let accepted: Vec<Method> = method.controls(has_key).into_iter().filter(|it| !refuses(*it)).collect();
            (method, method.blame(&accepted))
        };
        refused.map(blame).collect()
    }

    #[rstest]
    #[case(Encoding::Form, Clause::Req2)]
    #[case(Encoding::Multipart, Clause::Req1)]
    #[case(Encoding::Query, Clause::Req3)]
    fn an_encoding_that_is_never_accepted_is_to_blame(#[case] encoding: Encoding, #[case] clause: Clause) {
        for has_key in [true, false] {
            for (method, blamed) in blamed(|method| method.encoding == encoding, has_key) {
                assert_eq!(blamed, clause, "{method:?}");
            }
        }
    }

    #[rstest]
    #[case::id_alone(&[Identifier::Id], Clause::Par5)]
    #[case::key_alone(&[Identifier::Key], Clause::Par6)]
    #[case::both_together(&[Identifier::Both], Clause::Par7)]
    #[case::keys_are_unknown(&[Identifier::Key, Identifier::Both], Clause::Par6)]
    #[case::ids_are_unknown(&[Identifier::Id, Identifier::Both], Clause::Par5)]
    fn an_identifier_that_is_never_accepted_is_to_blame(#[case] refused: &[Identifier], #[case] clause: Clause) {
        let found = blamed(|method| refused.contains(&method.identifier), true);
        assert_eq!(found.len(), 3 * refused.len());
        assert!(found.iter().all(|(_, blamed)| *blamed == clause), "{found:?}");
    }

    #[test]
    fn where_nothing_is_accepted_finalize_itself_is_to_blame() {
        for has_key in [true, false] {
            assert!(blamed(|_| true, has_key).iter().all(|(_, clause)| *clause == Clause::Life1));
        }
    }

    #[rstest]
    #[case(Encoding::Multipart, Identifier::Id, Clause::Req1)]
    #[case(Encoding::Form, Identifier::Id, Clause::Req2)]
    #[case(Encoding::Multipart, Identifier::Key, Clause::Par6)]
    #[case(Encoding::Query, Identifier::Both, Clause::Par7)]
    fn of_a_single_combination_the_less_usual_part_is_to_blame(
        #[case] encoding: Encoding,
        #[case] identifier: Identifier,
        #[case] clause: Clause,
    ) {
        let only = Method { encoding, identifier };
        assert_eq!(blamed(|method| method == only, true), [(only, clause)]);
    }

    #[test]
    fn a_control_differs_in_one_property() {
        for method in all() {
            let controls = method.controls(true);
            assert_eq!(controls.len(), 4);
            for control in controls {
                assert_ne!(control.encoding != method.encoding, control.identifier != method.identifier, "{control:?}");
            }
            assert!(method.controls(false).iter().all(|control| control.identifier == method.identifier));
        }
    }
}
