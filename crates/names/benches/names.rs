//! Reading, comparing and searching. `cargo bench -p cenotaph-names`; names are made up from frequent syllables.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use names::{Index, Name, Names};

const FAMILY: [&str; 12] =
    ["Kim", "Ri", "Pak", "Choe", "Jong", "Kang", "Jo", "Yun", "Jang", "Rim", "Han", "O"];
const GIVEN: [&str; 48] = [
    "chol", "su", "myong", "hyok", "jin", "song", "nam", "il", "kwang", "un", "yong", "ho", "min",
    "hyon", "chun", "guk", "jun", "sik", "tae", "kyong", "sang", "gun", "hak", "won", "jae",
    "dong", "jong", "gi", "chang", "hong", "bong", "in", "sok", "u", "hui", "ok", "sun", "kum",
    "hwa", "son", "pyong", "tu", "ryong", "gun", "gil", "bok", "hyang", "hye",
];
const HANGUL: [&str; 12] = ["김", "리", "박", "최", "정", "강", "조", "윤", "장", "림", "한", "오"];
const SYLLABLES: [&str; 48] = [
    "철", "수", "명", "혁", "진", "성", "남", "일", "광", "은", "영", "호", "민", "현", "춘", "국",
    "준", "식", "태", "경", "상", "건", "학", "원", "재", "동", "정", "기", "창", "홍", "봉", "인",
    "석", "우", "희", "옥", "순", "금", "화", "선", "병", "두", "룡", "근", "길", "복", "향", "혜",
];

/// Name number n, in Latin letters or in Hangul; family names as unequal as in Korea.
fn made(n: usize) -> String {
    let mixed = n.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20;
    let f = [0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11][mixed % 18];
    let (a, b) = (mixed / 18 % 48, mixed / 864 % 48);
    match n % 3 {
        0 => format!("{}{}{}", HANGUL[f], SYLLABLES[a], SYLLABLES[b]),
        1 => format!("{} {}-{}", FAMILY[f], GIVEN[a], GIVEN[b]),
        _ => format!("{} {} {}", FAMILY[f].to_uppercase(), GIVEN[a], GIVEN[b]),
    }
}

fn standard() -> &'static Names {
    Names::standard().expect("the tables of the library can be read")
}

fn list(n: usize) -> Vec<Name> {
    let mut reader = standard().reader();
    (0..n).map(|i| reader.read(&made(i))).collect()
}

#[divan::bench]
fn read(bencher: Bencher) {
    // Small samples: the fastest is then not broken off by another process.
    let texts: Vec<String> = (0..500).map(made).collect();
    let mut reader = standard().reader();
    for n in 0..20_000 {
        reader.read(&made(n));
    }
    bencher.counter(ItemsCount::new(texts.len())).bench_local(|| {
        for text in &texts {
            black_box(reader.read(text));
        }
    });
}

#[divan::bench]
fn compare(bencher: Bencher) {
    let names = standard();
    let list = list(400);
    let some = &list[..20];
    bencher.counter(ItemsCount::new(some.len() * list.len())).bench_local(|| {
        let mut sum = 0.0;
        for a in some {
            for b in &list {
                sum += names.ln_ratio(a, b);
            }
        }
        black_box(sum)
    });
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn nearest_20_of_a_million(bencher: Bencher) {
    let names = standard();
    let mut index = Index::new(names);
    let mut reader = names.reader();
    for n in 0..1_000_000 {
        index.add(reader.read(&made(n)));
    }
    let asked = reader.read("Ri Kwang-un");
    bencher.bench_local(|| black_box(index.nearest(&asked, 20)));
}

/// As many different names: no two are read alike.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn nearest_20_of_a_million_different(bencher: Bencher) {
    let names = standard();
    let mut index = Index::new(names);
    let mut reader = names.reader();
    // Syllables of every sound but rare ones.
    let syllables: Vec<char> = ('가'..='힣')
        .step_by(28)
        .flat_map(|c| [0, 4, 21].map(|k| (c, k)))
        .filter_map(|(c, coda)| char::from_u32(u32::from(c) + coda))
        .collect();
    for n in 0..1_000_000 {
        let at = |k: usize| syllables[k % syllables.len()];
        let m = n / 12;
        index.add(reader.read(&format!("{}{}{}", HANGUL[n % 12], at(m), at(m / 290))));
    }
    let asked = reader.read("Ri Kwang-un");
    bencher.bench_local(|| black_box(index.nearest(&asked, 20)));
}

#[divan::bench]
fn compare_other_languages(bencher: Bencher) {
    let names = standard();
    let (a, b) = (names.read("Абдурахман Каримов"), names.read("Abdurrahman Karimov"));
    bencher.counter(ItemsCount::new(1_usize)).bench_local(|| black_box(names.ln_ratio(&a, &b)));
}

fn main() {
    divan::main();
}
