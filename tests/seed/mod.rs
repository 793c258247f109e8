//! The seed of a random test: told, and given again by `DUTYLINT_SEED`.

/// A seed, another in each run but where one is given.
pub fn seed() -> u64 {
    let seed = match std::env::var("DUTYLINT_SEED") {
        Ok(text) => text.parse().expect("DUTYLINT_SEED is a number"),
        Err(_) => {
            let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
            now.unwrap().as_secs()
        }
    };
    println!("DUTYLINT_SEED={seed}");
    seed
}

/// How many seeds are tried, one after the other: `DUTYLINT_RUNS`, else one.
pub fn runs() -> u64 {
    match std::env::var("DUTYLINT_RUNS") {
        Ok(text) => text.parse().expect("DUTYLINT_RUNS is a number"),
        Err(_) => 1,
    }
}
