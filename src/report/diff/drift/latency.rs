//! How long answers take, and whether that moved by more than chance.

/// From fewer answers, nobody can tell.
const ENOUGH: usize = 5;
/// A smaller difference is that of a busy machine, in milliseconds.
const FLOOR: f64 = 100.0;
/// A smaller part of the time before is none that a user would notice.
const PART: f64 = 0.5;
/// So many standard deviations are no chance.
const DEVIATIONS: f64 = 3.0;
/// From the median absolute deviation to the standard deviation, of what is normally distributed.
const SCALE: f64 = 1.4826;

/// The two medians in milliseconds, where they differ by more than noise: median absolute deviations, which a few
/// outliers leave as they are.
pub fn change(before: &[f64], after: &[f64]) -> Option<(f64, f64)> {
    if before.len().min(after.len()) < ENOUGH {
        return None;
    }
    let (from, to) = (median(before), median(after));
    let noise = SCALE * deviation(before, from).max(deviation(after, to));
    let bound = FLOOR.max(PART * from.min(to)).max(DEVIATIONS * noise);
    ((from - to).abs() > bound).then_some((from, to))
}

fn deviation(values: &[f64], median_of_them: f64) -> f64 {
    let distances: Vec<_> = values.iter().map(|value| (value - median_of_them).abs()).collect();
    median(&distances)
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::the_same(&[200.0; 9], &[200.0; 9], None)]
    #[case::twice_as_slow(&[200.0; 9], &[400.0; 9], Some((200.0, 400.0)))]
    #[case::twice_as_fast(&[400.0; 9], &[200.0; 9], Some((400.0, 200.0)))]
    #[case::a_busy_machine(&[1.0; 9], &[60.0; 9], None)]
    #[case::a_little_slower(&[1000.0; 9], &[1400.0; 9], None)]
    #[case::too_few(&[200.0; 4], &[900.0; 9], None)]
    #[case::outliers(&[200.0, 210.0, 190.0, 205.0, 195.0], &[200.0, 9000.0, 195.0, 8000.0, 205.0], None)]
    #[case::noise(&[100.0, 200.0, 300.0, 400.0, 500.0], &[300.0, 400.0, 500.0, 600.0, 700.0], None)]
    fn a_median_moves(#[case] before: &[f64], #[case] after: &[f64], #[case] expected: Option<(f64, f64)>) {
        assert_eq!(change(before, after), expected);
    }
}
