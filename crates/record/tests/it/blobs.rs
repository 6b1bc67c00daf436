//! The store of blobs.

use std::{
    fs,
    io::{self, Read},
};

use proptest::prelude::*;
use record::{BlobId, Blobs, Error, Hash};

#[test]
fn what_is_put_is_got() {
    let home = tempfile::tempdir().unwrap();
    let blobs = Blobs::new(home.path().join("blobs"));
    let id = blobs.put(&b"abc"[..]).unwrap();
    // FIPS 180-2, appendix B.1.
    assert_eq!(id.to_string(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    let path = home.path().join("blobs/sha256/ba/78").join(id.to_string());
    assert_eq!(fs::read(&path).unwrap(), b"abc");
    assert_eq!(blobs.get(id).unwrap(), b"abc");
    assert_eq!(blobs.put(&b"abc"[..]).unwrap(), id, "again is no matter");
    assert_eq!(blobs.put(io::empty()).unwrap(), BlobId(Hash::EMPTY));
    assert!(blobs.contains(id));
    let none = BlobId(Hash::of(b"none"));
    assert!(matches!(blobs.get(none), Err(Error::NoBlob { .. })));
    assert_eq!(blobs.verify_all().0, 2);
    assert_eq!(fs::read_dir(home.path().join("blobs/incoming")).unwrap().count(), 0);
}

#[test]
fn a_large_one_goes_through_in_chunks() {
    let home = tempfile::tempdir().unwrap();
    let blobs = Blobs::new(home.path().join("blobs"));
    let length = 3 * 128 * 1024 + 17;
    let id = blobs.put(io::repeat(7).take(length)).unwrap();
    assert_eq!(blobs.verify(id).unwrap(), length);
    let mut out = Vec::new();
    assert_eq!(blobs.copy_to(id, &mut out).unwrap(), length);
    assert_eq!(Hash::of(&out), id.0);
}

#[test]
fn damage_is_found_named_and_mended_by_putting_again() {
    let home = tempfile::tempdir().unwrap();
    let blobs = Blobs::new(home.path().join("blobs"));
    let id = blobs.put(&b"a photograph"[..]).unwrap();
    blobs.put(&b"another"[..]).unwrap();
    fs::write(blobs.path(id), b"a photogr4ph").unwrap();
    assert!(matches!(blobs.get(id), Err(Error::BlobDamaged { .. })));
    let stray = home.path().join("blobs/sha256/ba/notes.txt");
    fs::create_dir_all(stray.parent().unwrap()).unwrap();
    fs::write(&stray, "x").unwrap();
    let (sound, damages) = blobs.verify_all();
    assert_eq!((sound, damages.len()), (1, 2), "{damages:?}");
    assert!(damages.iter().any(|damage| damage.to_string().contains(&id.to_string())));
    assert!(damages.iter().any(|damage| damage.path == "sha256/ba/notes.txt"));
    fs::remove_file(stray).unwrap();
    assert_eq!(blobs.put(&b"a photograph"[..]).unwrap(), id);
    assert_eq!(blobs.verify_all(), (2, Vec::new()));
}

#[test]
fn a_reader_that_fails_leaves_nothing() {
    struct Failing(usize);
    impl Read for Failing {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            if self.0 == 0 {
                return Err(io::Error::other("the cable was pulled"));
            }
            let length = out.len().min(self.0);
            self.0 -= length;
            Ok(length)
        }
    }
    let home = tempfile::tempdir().unwrap();
    let blobs = Blobs::new(home.path().join("blobs"));
    let error = blobs.put(Failing(200_000)).unwrap_err();
    assert!(error.to_string().contains("the cable was pulled"), "{error}");
    assert_eq!(fs::read_dir(home.path().join("blobs/incoming")).unwrap().count(), 0);
    assert_eq!(blobs.verify_all(), (0, Vec::new()));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn names_are_hashes(contents in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..2_000), 1..6)) {
        let home = tempfile::tempdir().unwrap();
        let blobs = Blobs::new(home.path().join("blobs"));
        for content in &contents {
            prop_assert_eq!(blobs.put(content.as_slice()).unwrap().0, Hash::of(content));
        }
        for content in &contents {
            prop_assert_eq!(&blobs.get(BlobId(Hash::of(content))).unwrap(), content);
        }
        prop_assert_eq!(blobs.verify_all().1, Vec::new());
    }
}

/// What a killed process left half done goes with the next call; what a living one writes stays.
#[test]
fn what_the_dead_left_is_swept_up() {
    let home = tempfile::tempdir().unwrap();
    let blobs = Blobs::new(home.path().join("blobs"));
    blobs.put(&b"abc"[..]).unwrap();
    let incoming = home.path().join("blobs/incoming");
    let living = format!("{}-99", std::process::id());
    for name in ["4294967294-0", living.as_str(), "note"] {
        fs::write(incoming.join(name), "half").unwrap();
    }
    blobs.put(&b"def"[..]).unwrap();
    let mut left: Vec<String> = fs::read_dir(&incoming)
        .unwrap()
        .map(|child| child.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    // Where the system does not tell who lives, all of them stay.
    let dead = usize::from(!std::path::Path::new("/proc/self").exists());
    assert_eq!(left.len(), 2 + dead, "{left:?}");
    assert!(left.contains(&living));
}
