//! What stands inside a record's ciphertext, and its padding.

/// The lengths that a payload is padded to: powers of four from 512 bytes to 2 MiB.
const BUCKETS: [usize; 7] = [512, 2 << 10, 8 << 10, 32 << 10, 128 << 10, 512 << 10, 2 << 20];

/// Returns the smallest bucket that holds so many bytes.
pub(super) fn bucket(length: usize) -> Option<usize> {
    BUCKETS.into_iter().find(|bucket| length <= *bucket)
}
