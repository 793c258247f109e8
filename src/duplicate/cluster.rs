use super::Pair;

/// Texts that are nearly the same: one that stands for them, and the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cluster {
    /// The text that stands for all: the one that occurs most often, of equals the first.
    pub center: u32,
    /// The others, in order; each is a near pair with the centre.
    pub others: Vec<u32>,
}

/// The clusters of `pairs`. `weights` tells how often each text occurs.
///
/// Each text is in one cluster at most, and near to its centre: chains that lead from a text to a
/// quite different one are not followed.
pub fn clusters(pairs: &[Pair], weights: &[u32]) -> Vec<Cluster> {
    let weight = |text: u32| weights.get(text as usize).copied().unwrap_or(1);
    let mut ends: Vec<(u32, u32)> = pairs
        .iter()
        .flat_map(|pair| [(pair.one, pair.other), (pair.other, pair.one)])
        .collect();
    ends.sort_unstable();
    let mut texts: Vec<u32> = ends.iter().map(|(text, _)| *text).collect();
    texts.dedup();
    let neighbours = |text: u32| {
        let first = ends.partition_point(|(known, _)| *known < text);
        ends[first..]
            .iter()
            .take_while(move |(known, _)| *known == text)
            .map(|(_, other)| *other)
    };
    // The most frequent first, then the one with most neighbours, then the earliest.
    let mut order = texts.clone();
    order.sort_by_cached_key(|&text| {
        (
            std::cmp::Reverse(weight(text)),
            std::cmp::Reverse(neighbours(text).count()),
            text,
        )
    });
    let place = |text: u32| texts.binary_search(&text).ok();
    let mut taken = vec![false; texts.len()];
    let mut clusters = Vec::new();
    for center in order {
        let Some(at) = place(center) else { continue };
        if taken[at] {
            continue;
        }
        let others: Vec<u32> = neighbours(center)
            .filter(|&other| place(other).is_some_and(|at| !taken[at]))
            .collect();
        if others.is_empty() {
            continue;
        }
        taken[at] = true;
        for &other in &others {
            if let Some(at) = place(other) {
                taken[at] = true;
            }
        }
        clusters.push(Cluster { center, others });
    }
    clusters.sort_by_key(|cluster| {
        cluster
            .others
            .iter()
            .copied()
            .fold(cluster.center, u32::min)
    });
    clusters
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(one: u32, other: u32) -> Pair {
        Pair {
            one,
            other,
            distance: 1,
        }
    }

    #[test]
    fn the_most_frequent_text_stands_for_its_neighbours() {
        let pairs = [pair(0, 1), pair(1, 2), pair(3, 4)];
        assert_eq!(
            clusters(&pairs, &[1, 9, 1, 1, 1]),
            [
                Cluster {
                    center: 1,
                    others: vec![0, 2]
                },
                Cluster {
                    center: 3,
                    others: vec![4]
                }
            ]
        );
    }

    #[test]
    fn chains_are_not_followed() {
        let pairs = [pair(0, 1), pair(1, 2), pair(2, 3), pair(3, 4)];
        let found = clusters(&pairs, &[5, 1, 1, 1, 1]);
        assert_eq!(
            found[0],
            Cluster {
                center: 0,
                others: vec![1]
            }
        );
        assert!(found.iter().all(|cluster| cluster.others.len() <= 2));
    }
}
