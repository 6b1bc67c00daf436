//! One-to-one pairing with the greatest sum of weights.
//!
//! The assignment problem by the method of potentials (Kuhn 1955, in the form of Jonker and Volgenant 1987), O(n³) for n ≤ some dozens.

/// Pairs rows with columns; a pair of weight 0 is no pair.
pub(crate) fn best(
    rows: usize,
    columns: usize,
    weight: &dyn Fn(usize, usize) -> i64,
) -> Vec<(usize, usize)> {
    let n = rows.max(columns);
    let cost = |i: usize, j: usize| if i < rows && j < columns { -weight(i, j) } else { 0 };
    let mut of_row = vec![0i64; n + 1];
    let mut of_column = vec![0i64; n + 1];
    let mut row_at = vec![0usize; n + 1];
    for row in 1..=n {
        let mut way = vec![0usize; n + 1];
        let mut least = vec![i64::MAX; n + 1];
        let mut used = vec![false; n + 1];
        row_at[0] = row;
        let mut at = 0;
        loop {
            used[at] = true;
            let (mut step, mut next) = (i64::MAX, 0);
            for j in (1..=n).filter(|j| !used[*j]).collect::<Vec<_>>() {
                let reduced = cost(row_at[at] - 1, j - 1) - of_row[row_at[at]] - of_column[j];
                if reduced < least[j] {
                    (least[j], way[j]) = (reduced, at);
                }
                if least[j] < step {
                    (step, next) = (least[j], j);
                }
            }
            for j in 0..=n {
                if used[j] {
                    of_row[row_at[j]] += step;
                    of_column[j] -= step;
                } else {
                    least[j] = least[j].saturating_sub(step);
                }
            }
            at = next;
            if row_at[at] == 0 {
                break;
            }
        }
        while at != 0 {
            row_at[at] = row_at[way[at]];
            at = way[at];
        }
    }
    (1..=n)
        .map(|j| (row_at[j] - 1, j - 1))
        .filter(|(i, j)| *i < rows && *j < columns && weight(*i, *j) > 0)
        .collect()
}

#[test]
fn the_sum_counts_not_the_first_pair() {
    let check = |rows: &[&[i64]], expected: i64| {
        let columns = rows.first().map_or(0, |row| row.len());
        let pairs = best(rows.len(), columns, &|i, j| rows[i][j]);
        let sum: i64 = pairs.iter().map(|(i, j)| rows[*i][*j]).sum();
        assert_eq!(sum, expected, "{rows:?}");
    };
    check(&[&[3, 2], &[2, 0]], 4);
    check(&[&[1, 5, 0]], 5);
    check(&[&[1], &[5], &[0]], 5);
    check(&[&[0, 0], &[0, 0]], 0);
    check(&[&[7, 5, 11], &[5, 4, 1], &[9, 3, 2]], 24);
    assert_eq!(best(0, 3, &|_, _| 1), []);
}
