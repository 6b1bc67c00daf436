//! Shamir's shares of a record's key (Shamir 1979), over GF(256), byte by byte.
//!
//! `vsss-rs` does the arithmetic; it begins at a threshold of 2. At a threshold of 1 a share is the
//! secret itself, which is what a polynomial of degree 0 gives. A share's index is where the
//! polynomials are evaluated: 1, 2, 3 … in the order of the recipients.

use getrandom::{SysRng, rand_core::UnwrapErr};
use vsss_rs::Gf256;
use zeroize::Zeroizing;

use crate::{Error, Result};

/// The most recipients of a record: a desk, not a crowd; and the length of a key file stays small.
pub const RECIPIENTS_MAX: usize = 16;

/// Splits a secret; the share at position `i` has index `i + 1`.
///
/// Errors: `BadThreshold` for 0 or more than there are recipients, `NoRandomness`.
pub(super) fn split(
    secret: &[u8],
    threshold: u8,
    recipients: usize,
) -> Result<Vec<Zeroizing<Vec<u8>>>> {
    let refuse = Error::BadThreshold { threshold, recipients };
    let need = usize::from(threshold);
    if need == 0 || need > recipients || recipients > RECIPIENTS_MAX {
        return Err(refuse);
    }
    if need == 1 {
        return Ok(vec![Zeroizing::new(secret.to_vec()); recipients]);
    }
    // A system that fails to give random bytes is told from one that fails in the middle: the
    // latter does not exist (getrandom(2) blocks until it can give, and then always gives).
    getrandom::fill(&mut [0; 1]).map_err(|_| Error::NoRandomness)?;
    let shares = Gf256::split_bytes(need, recipients, secret, UnwrapErr(SysRng))
        .map_err(|_| refuse.clone())?;
    let shares: Vec<_> = shares.into_iter().map(Zeroizing::new).collect();
    let mut values = Vec::with_capacity(recipients);
    for (position, share) in shares.iter().enumerate() {
        let Some((index, value)) = share.split_first() else { return Err(refuse) };
        if usize::from(*index) != position + 1 {
            return Err(refuse);
        }
        values.push(Zeroizing::new(value.to_vec()));
    }
    Ok(values)
}

/// Combines shares with their indexes; as many as the threshold says. `None` if they do not fit
/// together in number, length or index.
///
/// Fewer shares, or a false one, give bytes that have nothing to do with the secret: whoever calls
/// checks the shares before and the result afterwards.
pub(super) fn combine(shares: &[(u8, &[u8])]) -> Option<Zeroizing<Vec<u8>>> {
    if let [(_, only)] = shares {
        return Some(Zeroizing::new(only.to_vec()));
    }
    let parts: Zeroizing<Vec<Vec<u8>>> =
        Zeroizing::new(shares.iter().map(|(index, value)| [&[*index], *value].concat()).collect());
    Gf256::combine_bytes(parts.as_slice()).ok().map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every choice of k of n, n at most 6, by a bit mask.
    #[test]
    fn any_k_of_n_open_and_no_fewer() {
        let secret = b"AGE-SECRET-KEY-1 invented, for a test";
        for n in 1..=6_usize {
            for k in 1..=n {
                let shares = split(secret, k as u8, n).unwrap();
                assert_eq!(shares.len(), n);
                for mask in 1_u32..1 << n {
                    let chosen: Vec<(u8, &[u8])> = (0..n)
                        .filter(|i| mask >> i & 1 == 1)
                        .map(|i| (i as u8 + 1, shares[i].as_slice()))
                        .collect();
                    let opened = combine(&chosen).unwrap();
                    assert_eq!(
                        opened.as_slice() == secret,
                        chosen.len() >= k,
                        "{k} of {n}, {mask:b}"
                    );
                }
            }
        }
    }

    #[test]
    fn what_cannot_be_split_or_combined() {
        for (threshold, recipients) in [(0, 3), (4, 3), (1, 0), (2, 17), (17, 17), (255, 16)] {
            assert!(
                matches!(split(b"x", threshold, recipients), Err(Error::BadThreshold { .. })),
                "{threshold} of {recipients}"
            );
        }
        let same: &[(u8, &[u8])] = &[(1, b"ab"), (1, b"cd")];
        let zero: &[(u8, &[u8])] = &[(0, b"ab"), (1, b"cd")];
        let lengths: &[(u8, &[u8])] = &[(1, b"ab"), (2, b"c")];
        for shares in [same, zero, lengths, &[]] {
            assert!(combine(shares).is_none());
        }
    }

    /// One share of 2 of 2 says nothing of the secret: its bytes take all values about equally
    /// often, whatever the secret is (chi-squared over 256 values, 65,536 bytes; the bound is
    /// passed by chance once in some 10^9 runs).
    #[test]
    fn one_share_looks_the_same_for_every_secret() {
        for secret in [[0_u8; 64], [0xff; 64], [b'A'; 64]] {
            let mut counts = [0_u32; 256];
            for _ in 0..1024 {
                let shares = split(&secret, 2, 2).unwrap();
                shares[0].iter().for_each(|byte| counts[usize::from(*byte)] += 1);
            }
            let expected = 256.0;
            let chi: f64 =
                counts.iter().map(|n| (f64::from(*n) - expected).powi(2) / expected).sum();
            assert!(chi < 415.0, "chi-squared {chi} for a secret of {:#x}", secret[0]);
        }
    }
}
