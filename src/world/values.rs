//! Wrong identifiers: ids and keys that INIT never returned, and respellings of real ones.

use std::{fmt::Write as _, str::FromStr};

/// Turns `{U+0009}` in a feature's text into the character it stands for, so that invisible ones can be written down.
pub fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{U+") {
        plain.push_str(before);
        let code = after.split_once('}').and_then(|(hex, tail)| {
            let character = u32::from_str_radix(hex, 16).ok().and_then(char::from_u32)?;
            Some((character, tail))
        });
        let (character, tail) = code.unwrap_or(('{', &rest[before.len() + 1..]));
        plain.push(character);
        rest = tail;
    }
    plain.push_str(rest);
    plain
}

/// An id of 18 or 19 digits that has nothing to do with the real one; `turn` gives further ones.
///
/// It depends on the real id alone, so that a run can be repeated, and lies between 2^58 and 2^62.
pub fn unknown_id(real: &str, turn: u32) -> u64 {
    let seed = real
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    let mixed = seed.rotate_left(turn * 17).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 2) | (1 << 58)
}

/// The id that a program makes of this one when it keeps numbers as doubles and prints the shortest that reads the same:
/// none where that is the id itself.
#[expect(clippy::cast_precision_loss, reason = "the point")]
pub fn as_a_double_prints(real: u64) -> Option<String> {
    let printed = (real as f64).to_string();
    (printed != real.to_string()).then_some(printed)
}

/// A way to write a real id or key that is not the value INIT returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// A fixed text before and behind.
    Around(&'static str, &'static str),
    /// Every ASCII digit as the one of another script that begins at this code point.
    Digits(u32),
    /// In base 16 with a prefix.
    Hexadecimal,
    /// In base 8 with a prefix.
    Octal,
    /// As one digit, a fraction and an exponent.
    Scientific,
    /// Digits in groups of three with this between them.
    Grouped(char),
    /// The number that wraps around to the same 64 bits.
    PlusTwoToThe64,
    /// Its first character percent-encoded, before the encoding does its own part.
    EncodedTwice,
    /// The separator of a key in another form.
    Separator(&'static str),
    /// A key of another kind of media.
    OtherKind,
}

/// A text that names no spelling.
#[derive(Debug, thiserror::Error)]
#[error("there is no spelling \"{0}\"")]
pub struct UnknownSpelling(String);

impl FromStr for Spelling {
    type Err = UnknownSpelling;

    fn from_str(text: &str) -> Result<Self, UnknownSpelling> {
        use Spelling::{
            Around, Digits, EncodedTwice, Grouped, Hexadecimal, Octal, OtherKind, PlusTwoToThe64, Scientific, Separator,
        };
        Ok(match text {
            "with a blank before" => Around(" ", ""),
            "with a blank behind" => Around("", " "),
            "with a tab before" => Around("\t", ""),
            "with a newline behind" => Around("", "\n"),
            "with NUL behind" => Around("", "\0"),
            "with a plus sign" => Around("+", ""),
            "with a minus sign" => Around("-", ""),
            "in quotation marks" => Around("\"", "\""),
            "with a letter behind" => Around("", "x"),
            "with a letter before" => Around("x", ""),
            "with a fraction of zero" => Around("", ".0"),
            "with a point behind" => Around("", "."),
            "with a comma behind" => Around("", ","),
            "with an exponent of zero" => Around("", "e0"),
            "in brackets" => Around("[", "]"),
            "with leading zeros" => Spelling::LEADING_ZEROS,
            "with a third part" => Around("", "_1"),
            "in full-width digits" => Digits(0xff10),
            "in Arabic digits" => Digits(0x0660),
            "in hexadecimal" => Hexadecimal,
            "in octal with a prefix" => Octal,
            "in scientific notation" => Scientific,
            "with thousands separators" => Grouped(','),
            "with underscores" => Grouped('_'),
            "plus 2^64" => PlusTwoToThe64,
            "percent-encoded twice" => EncodedTwice,
            "with a hyphen for the separator" => Separator("-"),
            "with a doubled separator" => Separator("__"),
            "with another kind number" => OtherKind,
            other => return Err(UnknownSpelling(other.to_owned())),
        })
    }
}

impl Spelling {
    /// The one respelling that is an observation (PAR-13).
    pub const LEADING_ZEROS: Spelling = Spelling::Around("00", "");

    /// The value in this spelling.
    pub fn apply(self, real: &str) -> String {
        let number: u128 = real.parse().unwrap_or_default();
        match self {
            Spelling::Around(before, behind) => format!("{before}{real}{behind}"),
            Spelling::Digits(zero) => real
                .chars()
                .map(|c| c.to_digit(10).and_then(|digit| char::from_u32(zero + digit)).unwrap_or(c))
                .collect(),
            Spelling::Hexadecimal => format!("0x{number:x}"),
            Spelling::Octal => format!("0o{number:o}"),
            Spelling::Scientific => {
                let (first, rest) = real.split_at(1);
                format!("{first}.{}e{}", if rest.is_empty() { "0" } else { rest }, rest.len())
            }
            Spelling::Grouped(separator) => grouped(real, separator),
            Spelling::PlusTwoToThe64 => (number + (1 << 64)).to_string(),
            Spelling::EncodedTwice => {
                let mut encoded = String::new();
                for (position, byte) in real.bytes().enumerate() {
                    // Writing to a string cannot fail.
                    let _ = if position == 0 {
                        write!(encoded, "%{byte:02X}")
                    } else {
                        write!(encoded, "{}", byte as char)
                    };
                }
                encoded
            }
            Spelling::Separator(other) => real.replacen('_', other, 1),
            Spelling::OtherKind => match real.split_once('_') {
                Some((kind, id)) => format!("{}_{id}", if kind == "7" { "3" } else { "7" }),
                None => real.to_owned(),
            },
        }
    }
}

/// Digits in groups of three, from the right. A number too short for two groups gets the separator behind its first digit.
fn grouped(digits: &str, separator: char) -> String {
    if digits.len() < 4 {
        return format!("{}{separator}{}", &digits[..1], &digits[1..]);
    }
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("FINALIZE", "FINALIZE")]
    #[case("{U+0009}FINALIZE{U+0}", "\tFINALIZE\0")]
    #[case("{U+zz}x", "{U+zz}x")]
    #[case("{U+", "{U+")]
    #[case("{}", "{}")]
    fn invisible_characters_are_written_by_number(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(unescape(text), expected);
    }

    #[rstest]
    #[case("with a blank before", "710511363345354753", " 710511363345354753")]
    #[case("in hexadecimal", "255", "0xff")]
    #[case("in octal with a prefix", "8", "0o10")]
    #[case("in full-width digits", "10", "１０")]
    #[case("in Arabic digits", "10", "١٠")]
    #[case("in scientific notation", "710", "7.10e2")]
    #[case("in scientific notation", "7", "7.0e0")]
    #[case("with thousands separators", "1234567", "1,234,567")]
    #[case("with underscores", "7", "7_")]
    #[case("plus 2^64", "18446744073709551615", "36893488147419103231")]
    #[case("percent-encoded twice", "710", "%3710")]
    #[case("with another kind number", "7_10", "3_10")]
    #[case("with another kind number", "3_10", "7_10")]
    #[case("with a doubled separator", "3_10", "3__10")]
    fn a_real_value_is_respelled(#[case] spelling: Spelling, #[case] real: &str, #[case] expected: &str) {
        assert_eq!(spelling.apply(real), expected);
        assert_ne!(spelling.apply(real), real);
    }

    #[test]
    fn unknown_ids_are_far_from_the_real_one_and_from_each_other() {
        let ids = [unknown_id("7", 0), unknown_id("7", 1), unknown_id("8", 0), unknown_id("710511363345354753", 0)];
        for (position, id) in ids.iter().enumerate() {
            assert!((1 << 58..1 << 62).contains(id));
            assert!(ids[..position].iter().all(|other| other.abs_diff(*id) > 1 << 32), "{ids:?}");
        }
    }

    #[rstest]
    #[case(710_511_363_345_354_753, Some("710511363345354800"))]
    #[case(7, None)]
    fn doubles_lose_digits(#[case] real: u64, #[case] expected: Option<&str>) {
        assert_eq!(as_a_double_prints(real).as_deref(), expected);
    }
}
