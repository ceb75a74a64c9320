//! Which of some lines kept their order.

/// For places in the list before, in the order of the list after: whether each is among the most that kept their order.
pub fn kept(places: &[usize]) -> Vec<bool> {
    // The ends of the best rising rows of each length, and for each place the one before it in its row.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(places.len());
    for (at, place) in places.iter().enumerate() {
        let length = ends.partition_point(|end| places[*end] < *place);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        if length == ends.len() {
            ends.push(at);
        } else {
            ends[length] = at;
        }
    }
    let mut kept = vec![false; places.len()];
    let mut at = ends.last().copied();
    while let Some(here) = at {
        kept[here] = true;
        at = before[here];
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_few_as_possible_are_said_to_have_moved() {
        assert_eq!(kept(&[]), Vec::<bool>::new());
        assert_eq!(kept(&[0, 1, 2]), [true; 3]);
        assert_eq!(kept(&[3, 0, 1, 2]), [false, true, true, true]);
        assert_eq!(kept(&[1, 2, 3, 0]), [true, true, true, false]);
        assert_eq!(kept(&[2, 1, 0]).iter().filter(|kept| **kept).count(), 1);
    }
}
