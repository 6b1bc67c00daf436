//! Comparing allocates nothing. This is a program of its own, since the count is of everything that the process asks memory for.
//! Every name here is invented.

use allocation_counter::measure;
use names::{Name, Names};

/// Spellings in every script that is read, full and in part, and of other languages.
const TEXTS: [&str; 24] = [
    "리광은",
    "Ri Kwang Un",
    "Lee Kwang-eun",
    "Ли Гван Ын",
    "리",
    "Ким Чхоль Су",
    "김철수",
    "金哲洙",
    "キム・チョルス",
    "كيم تشول سو",
    "남궁철민",
    "Namgung Cholmin",
    "K. Chol",
    "왕레이",
    "王磊",
    "Wang Lei",
    "Абдурахман Каримов",
    "Abdurrahman Karimov",
    "عبد الرحمن كريموف",
    "Anton",
    "Антон",
    "anton antonov antonovich antonescu",
    "",
    "Kim Kim Kim Kim",
];

#[test]
fn comparing_allocates_nothing() {
    let names = Names::standard().expect("the tables of the library can be read");
    let read: Vec<Name> = TEXTS.iter().map(|t| names.read(t)).collect();
    // What is made once is made here.
    let mut sum = read.iter().map(|a| names.ln_ratio(a, &read[0])).sum::<f32>();
    for a in &read {
        for b in &read {
            let count =
                measure(|| sum += names.ln_ratio(a, b) + names.ln_ratio_most(a, b).min(0.0));
            assert_eq!(count.count_total, 0, "{} {}", a.text(), b.text());
        }
    }
    assert!(sum.is_finite());
}

#[test]
fn what_allocates_is_counted() {
    assert!(measure(|| drop(std::hint::black_box(vec![1_u8; 9]))).count_total > 0);
}
