//! How alike two texts are, in any script: by the pairs of neighbouring characters they share.

/// From here on two lines are taken for the same line with other words.
pub const ENOUGH: u32 = 60;

/// The sorted pairs of neighbouring characters of a text.
pub struct Pairs(Vec<(char, char)>);

impl Pairs {
    pub fn of(text: &str) -> Self {
        let letters: Vec<char> = text
            .to_lowercase()
            .chars()
            .filter(|c| c.is_alphanumeric())
            .collect();
        let mut pairs: Vec<_> = letters.windows(2).map(|pair| (pair[0], pair[1])).collect();
        pairs.sort_unstable();
        Self(pairs)
    }

    /// From 0 for nothing in common to 100 for the same letters.
    pub fn likeness(&self, other: &Self) -> u32 {
        let (mut left, mut right) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut common = 0_usize;
        while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
            match a.cmp(b) {
                std::cmp::Ordering::Less => drop(left.next()),
                std::cmp::Ordering::Greater => drop(right.next()),
                std::cmp::Ordering::Equal => {
                    common += 1;
                    left.next();
                    right.next();
                }
            }
        }
        let all = self.0.len() + other.0.len();
        let likeness = (200 * common).checked_div(all).unwrap_or(0);
        u32::try_from(likeness).unwrap_or(100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likeness_knows_no_language() {
        let likeness = |a: &str, b: &str| Pairs::of(a).likeness(&Pairs::of(b));
        assert_eq!(likeness("Quote endpoint answers", "quote endpoint answers!"), 100);
        assert!(likeness("Quote endpoint answers", "Quote endpoint answers within 5 s") >= ENOUGH);
        assert!(likeness("本番環境のバックアップを確認", "本番環境のバックアップを確認する") >= ENOUGH);
        assert!(likeness("Tag the commit", "Read the log") < ENOUGH);
        assert_eq!(likeness("", ""), 0);
    }
}
