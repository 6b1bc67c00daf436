//! Known answers, laws and hostile texts. Every name here is invented, or published by a state about its own dead.

use names::{Answer, Extent, Index, Name, Names, Open, Script, Tables};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

fn names() -> &'static Names {
    Names::standard().expect("the tables of the library can be read")
}

fn read(text: &str) -> Name {
    names().read(text)
}

/// One invented name a row, in many hands.
const SAME: &[&[&str]] = &[
    &[
        "리광은",
        "Ri Kwang Un",
        "Ri Gwang-eun",
        "RI KWANGUN",
        "Ли Гван Ын",
        "Ли Гван Ыне",
        "リ・グァンウン",
        "李光恩",
        "Lee Kwang-eun",
    ],
    &[
        "윤정혁",
        "Yoon Jeong-hyeok",
        "Yun Jong Hyok",
        "Юн Чжон Хёк",
        "Юн Чжон Хек",
        "Юн Чжон Хёка",
        "尹正赫",
    ],
    &["우위혁", "Woo Wi-hyeok", "У Ви Хёка", "У Ви Хек", "У Ви Хека", "禹伟赫"],
    &["함정현", "Ham Jeong-hyeon", "Хам Чжон Хён", "Хам Чжон Хёне", "Хам Чжон Хене"],
    &["박충국", "Pak Chung Guk", "Пак Чхун Гук", "Park Choong-kook"],
    &["림홍남", "Rim Hong-nam", "林洪南", "임홍남"],
    &["남궁철민", "Namgung Chol Min", "Namgoong Cheolmin", "南宮哲民", "Намгун Чхоль Мин"],
    &[
        "최태복",
        "Choe Thae Bok",
        "Ch'oe T'ae-bok",
        "CHOE T’AE POK",
        "Чхве Тхэ Бок",
        "チェ・テボク",
        "崔泰福",
    ],
    &["김철수", "Kim Ch’ŏl-su", "Kim Ch'o'l-su", "كيم تشول سو", "キム・チョルス", "Kim Cheolsu"],
];

#[test]
fn one_name_in_many_hands() {
    let mut missed = Vec::new();
    let mut pairs = 0;
    for row in SAME {
        for (i, a) in row.iter().enumerate() {
            for b in &row[i + 1..] {
                pairs += 1;
                let found = names().compare(&read(a), &read(b));
                assert_ne!(found.answer, Answer::Different, "{a} {b} {found:?}");
                if found.answer != Answer::Same {
                    missed.push(format!("{a} {b} {found:?}"));
                }
            }
        }
    }
    // Two spellings may both be open to several readings; of these pairs at most one in seven.
    assert!(missed.len() * 7 <= pairs, "{} of {pairs}: {missed:#?}", missed.len());
}

#[test]
fn different_names_differ() {
    for (i, row) in SAME.iter().enumerate() {
        for other in &SAME[i + 1..] {
            for (a, b) in row.iter().flat_map(|a| other.iter().map(move |b| (a, b))) {
                let found = names().compare(&read(a), &read(b));
                assert_eq!(found.answer, Answer::Different, "{a} {b} {found:?}");
            }
        }
    }
}

#[test]
fn a_name_alone_cannot_decide() {
    for (a, b, open) in [
        ("Ри", "리광은", Open::Part),
        ("리", "Ri Kwang Un", Open::Part),
        ("Kim", "김철수", Open::Part),
        ("김정운", "Kim Jong Un", Open::Readings),
        ("Мерген Ондар", "리광은", Open::Languages),
        ("Kim Chol Su", "Ivan Sidorov", Open::Languages),
        ("", "리광은", Open::Nothing),
        ("1234 !", "리광은", Open::Nothing),
        ("Kim C. S.", "김철수", Open::Part),
    ] {
        let found = names().compare(&read(a), &read(b));
        assert_eq!(
            (found.answer, found.open),
            (Answer::Undecided, Some(open)),
            "{a} {b} {found:?}"
        );
    }
}

#[test]
fn a_part_of_another_name_is_different() {
    for (a, b) in [("Kim", "박철수"), ("리", "Choe Thae Bok"), ("Пак", "리광은")] {
        assert_eq!(names().compare(&read(a), &read(b)).answer, Answer::Different, "{a} {b}");
    }
}

#[test]
fn papers_of_another_language_are_no_evidence() {
    for papers in ["Мерген Ондар", "Аяс Кыргыс", "Ivan Sidorov", "Сергей Бадмаев"]
    {
        let found = names().compare(&read(papers), &read("리광은"));
        assert_eq!((found.ln_ratio, found.probability), (0.0, 0.25), "{papers}");
    }
}

#[test]
fn other_languages_are_compared_by_letters() {
    for (a, b, answer) in [
        ("Иван Петров", "Ivan Petrov", Answer::Same),
        ("Петров Иван Сергеевич", "Ivan Petrov", Answer::Same),
        ("Олександр Коваленко", "Oleksandr Kovalenko", Answer::Same),
        ("Иван Петров", "Sergei Volkov", Answer::Different),
        ("محمد رحیمی", "Mohammad Rahimi", Answer::Same),
        ("Abd al-Rahman Yusuf", "Abdulrahman Yusuf", Answer::Same),
    ] {
        let found = names().compare(&read(a), &read(b));
        assert_eq!(found.answer, answer, "{a} {b} {found:?}");
    }
}

#[test]
fn hanja_are_known_by_their_mandarin_syllables() {
    for (a, b, answer) in [
        ("金铁三", "Jin Tiesan", Answer::Same),
        ("金铁三", "Tiesan Jin", Answer::Same),
        ("金铁三", "JIN Tie-san", Answer::Same),
        ("金鐵三", "Kim Chol Sam", Answer::Same),
        ("金铁三", "Jin Yongming", Answer::Different),
    ] {
        let found = names().compare(&read(a), &read(b));
        assert_eq!(found.answer, answer, "{a} {b} {found:?}");
    }
}

#[test]
fn hanja_are_known_by_their_japanese_readings() {
    for (han, kana, same) in [
        ("朴鐵洙", "ぼく・てつしゅ", true),
        ("朴鐵洙", "ボク・テッシュ", true),
        ("金明國", "キン・メイコク", true),
        ("李光恩", "り こうおん", true),
        ("朴鐵洙", "り・てつしゅ", false),
        ("朴鐵洙", "ぼく・めいこく", false),
    ] {
        let (a, b) = (read(han), read(kana));
        let found = names().compare(&a, &b);
        assert_eq!(found.answer == Answer::Same, same, "{han} {kana} {found:?}");
        assert_eq!(found, names().compare(&b, &a));
    }
}

#[test]
fn arabic_letters_copy_latin_ones() {
    let weigh = |a: &str, b: &str| names().compare(&read(a), &read(b)).ln_ratio;
    // ㅓ is *eo* in an open syllable, and so written سيو or سئو; سو is rather 수.
    for arabic in ["كيم سيو يون", "کیم سئو یون"] {
        assert!(weigh(arabic, "김서윤") > weigh(arabic, "김수윤") + 2.0, "{arabic}");
    }
    assert!(weigh("کیم سو یون", "김수윤") > weigh("کیم سو یون", "김서윤"));
    // Letters that a romanisation explains: Gue for 규, Sung for 성.
    assert_eq!(names().compare(&read("چو گوئه سانگ"), &read("조규성")).answer, Answer::Same);
}

#[test]
fn mandarin_by_sound() {
    for (a, b, answer) in [
        ("왕레이", "王磊", Answer::Same),
        ("왕레이", "Wang Lei", Answer::Same),
        ("왕레이", "Lei Wang", Answer::Same),
        ("리샤오밍", "李晓明", Answer::Same),
        ("리샤오밍", "Li Xiaoming", Answer::Same),
    ] {
        assert_eq!(names().compare(&read(a), &read(b)).answer, answer, "{a} {b}");
    }
    for (a, b) in [("왕레이", "王明"), ("왕레이", "Wang Ming"), ("리샤오밍", "Wang Lei")]
    {
        assert_ne!(names().compare(&read(a), &read(b)).answer, Answer::Same, "{a} {b}");
    }
}

#[test]
fn particles_are_taken_off_and_kept() {
    for (text, particle) in [
        ("리광은이", "이"),
        ("리광은에게", "에게"),
        ("박충국과", "과"),
        ("김철수는", "는"),
        ("김철수로", "로"),
    ] {
        let name = read(text);
        assert_eq!((name.titles()[0].words.as_str(), name.text()), (particle, text));
        let bare = read(text.strip_suffix(particle).unwrap());
        assert_eq!(names().compare(&name, &bare).ln_ratio, names().compare(&bare, &bare).ln_ratio);
    }
}

#[test]
fn too_little_is_no_evidence_against() {
    for (a, b) in [("a", "b"), ("Kim C.", "김철수")] {
        assert_eq!(names().compare(&read(a), &read(b)).answer, Answer::Undecided, "{a} {b}");
    }
}

#[test]
fn a_family_name_finds_its_bearers() {
    let mut index = Index::new(names());
    for text in ["박충국", "리광은", "Choe Thae Bok", "Ри Гван Ын"] {
        index.add(read(text));
    }
    for asked in ["리", "Ri", "Ри"] {
        let mut found: Vec<usize> = index.nearest(&read(asked), 2).iter().map(|f| f.at).collect();
        found.sort_unstable();
        assert_eq!(found, [1, 3], "{asked}");
    }
}

#[test]
fn the_shared_reading_is_the_likeliest() {
    for text in ["Ri Kwang Un", "Kim Chol Su", "Pak Chung Guk", "Юн Чжон Хек"] {
        let name = read(text);
        let why = names().explain(&name, &name);
        let likeliest = name.in_hangul(names(), 1).remove(0).0;
        assert_eq!(why.reading, Some(likeliest), "{text}");
    }
}

#[test]
fn one_set_of_rules_writes_a_whole_name() {
    // Whoever writes `eo` writes `eu`: un is then 운; where o stands for ㅓ, un is 은 as well.
    let weight = |a: &str, b: &str| names().ln_ratio(&read(a), &read(b));
    let revised = weight("Han Jeong-un", "한정은") - weight("Han Jeong-un", "한정운");
    let northern = weight("Han Jong Un", "한정은") - weight("Han Jong Un", "한정운");
    assert!(northern > revised + 1.0, "{northern} {revised}");
}

#[test]
fn a_family_name_is_no_title() {
    assert_eq!(names().compare(&read("Na Yong Ho"), &read("나영호")).answer, Answer::Same);
    assert!(read("Na Yong Ho").titles().is_empty());
}

#[test]
fn one_slip_of_the_pen_is_forgiven() {
    for (a, b) in
        [("KIM Chool Su", "김철수"), ("Pak Chungg Guk", "박충국"), ("Yoon Jeogn-hyeok", "윤정혁")]
    {
        let found = names().compare(&read(a), &read(b));
        assert_ne!(found.answer, Answer::Different, "{a} {b} {found:?}");
    }
}

#[test]
fn what_is_written_is_kept() {
    let name = read("генерал-майор Пак Чон Хо (朴正浩)");
    assert_eq!(name.text(), "генерал-майор Пак Чон Хо (朴正浩)");
    assert_eq!(name.titles()[0].words, "генерал майор");
    assert_eq!(name.scripts().collect::<Vec<_>>(), [Script::Cyrillic, Script::Han]);
    assert_eq!(name.extent(), Extent::Full);
    assert_eq!(read("리").extent(), Extent::Family);
    assert_eq!(read("Ivan Sidorov").extent(), Extent::Unknown);
}

#[test]
fn tables_are_small_and_whole() {
    let t = Tables::STANDARD;
    let size: usize =
        [t.korean, t.hanja, t.letters, t.titles, t.calibration].iter().map(|t| t.len()).sum();
    assert!(size < 4 << 20, "{size}");
    for table in [t.korean, t.letters, t.calibration] {
        assert!(table.contains("sha256"), "a table tells what it was made of");
    }
}

#[test]
fn a_broken_table_is_named() {
    let tables = Tables { korean: "form\tlatin\tonset\tx\tk:1", ..Tables::STANDARD };
    let error = Names::from_tables(&tables).unwrap_err();
    assert_eq!(error.to_string(), "Cannot read `korean.tsv`, line 1, column 4");
}

#[test]
fn an_explanation_names_the_shared_reading() {
    let why = names().explain(&read("Yun Jong Hyok"), &read("윤정혁"));
    assert_eq!(why.reading.as_deref(), Some("윤정혁"));
    assert_eq!(why.parts.len(), 3);
    assert!(why.korean.contains("같은 이름일 수 있습니다"), "{}", why.korean);
    let not = names().explain(&read("Kim Chol Su"), &read("박철수"));
    assert_eq!(not.comparison.answer, Answer::Different);
    assert!(not.english.contains("Against it: family name"), "{}", not.english);
}

#[test]
fn search_finds_what_comparing_finds() {
    let mut index = Index::new(names());
    let all: Vec<&str> = SAME.iter().flat_map(|r| r.iter().copied()).collect();
    for text in &all {
        index.add(read(text));
    }
    for (at, text) in all.iter().enumerate() {
        let name = read(text);
        let found = index.nearest(&name, 8);
        assert!(found.windows(2).all(|w| w[0].ln_ratio >= w[1].ln_ratio));
        assert!(found.iter().any(|f| f.at == at), "{text}");
        // The best of all by the slow way is the best found.
        let best = all.iter().map(|b| names().ln_ratio(&name, &read(b))).fold(f32::MIN, f32::max);
        assert_eq!(found[0].ln_ratio, best, "{text}");
        assert_eq!(found, index.nearest(&name, 8));
    }
}

#[test]
fn search_agrees_with_comparing_all() {
    let family = ["김", "리", "박", "최", "Kim", "Ri", "Pak", "Choe"];
    let given = ["철", "수", "명", "혁", "진", "남", "광", "은", "영", "호"];
    let latin = ["chol", "su", "myong", "hyok", "jin", "nam", "kwang", "un", "yong", "ho"];
    let mut index = Index::new(names());
    let mut reader = names().reader();
    let mut all = Vec::new();
    for n in 0..800 {
        let (f, a, b) = (n % 8, n / 8 % 10, n / 80);
        let text = if f < 4 {
            format!("{}{}{}", family[f], given[a], given[b])
        } else {
            format!("{} {} {}", family[f], latin[a], latin[b])
        };
        let name = reader.read(&text);
        index.add(name.clone());
        all.push(name);
    }
    for asked in all.iter().step_by(37) {
        let found = index.nearest(asked, 3);
        let mut slow: Vec<f32> = all.iter().map(|n| names().ln_ratio(asked, n)).collect();
        slow.sort_by(|a, b| b.total_cmp(a));
        let fast: Vec<f32> = found.iter().map(|f| f.ln_ratio).collect();
        assert_eq!(fast, slow[..3], "{}", asked.text());
    }
}

/// Names that are read alike share one place in the index: the answer is still the one that comparing all gives, name by name.
#[test]
fn search_agrees_with_comparing_all_where_names_repeat() {
    let families = ["김", "리", "박"];
    let syllables = ["철", "수", "명", "광", "은"];
    let latin = ["chol", "su", "myong", "kwang", "un"];
    let mut index = Index::new(names());
    let mut reader = names().reader();
    let mut all = Vec::new();
    let mut state = 7_usize;
    for n in 0..600 {
        state = state.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(1);
        let (f, a, b) = ((state >> 33) % 3, (state >> 40) % 5, (state >> 47) % 5);
        let text = match n % 4 {
            0 => format!("{}{}{}", families[f], syllables[a], syllables[b]),
            1 => format!("{} {} {}", ["Kim", "Ri", "Pak"][f], latin[a], latin[b]),
            2 => format!("сержант {}{}{}", families[f], syllables[a], syllables[b]),
            _ => format!("{} {}", ["KIM", "RI", "PAK"][f], [latin[a], latin[b]].concat()),
        };
        let name = reader.read(&text);
        assert_eq!(index.add(name.clone()), n);
        all.push(name);
    }
    for asked in all.iter().take(60) {
        for most in [0, 1, 20] {
            let mut slow: Vec<(f32, usize)> =
                all.iter().enumerate().map(|(at, n)| (names().ln_ratio(asked, n), at)).collect();
            slow.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            slow.truncate(most);
            let fast: Vec<(f32, usize)> =
                index.nearest(asked, most).iter().map(|f| (f.ln_ratio, f.at)).collect();
            assert_eq!(fast, slow, "{}", asked.text());
        }
    }
}

#[test]
fn a_name_that_lacks_a_syllable_is_found() {
    let mut index = Index::new(names());
    for text in ["박철수", "리광은", "Kim Song", "김영호"] {
        index.add(read(text));
    }
    for (asked, at) in [("Pak Chol", 0), ("Ri Un", 1), ("김성호", 2), ("Kim Ho", 3)] {
        let found = index.nearest(&read(asked), 1);
        assert_eq!(found.first().map(|f| f.at), Some(at), "{asked}");
    }
}

#[test]
fn a_slip_in_hangul_is_known_by_a_syllable_that_names_hardly_have() {
    for (slip, meant, other) in [
        ("한겅수", "한경수", "한병수"),
        ("김쳘민", "김철민", "김광민"),
        ("박정헉", "박정혁", "박정남"),
    ] {
        let answer = |a: &str, b: &str| names().compare(&read(a), &read(b)).answer;
        assert_ne!(answer(slip, meant), Answer::Different, "{slip} {meant}");
        assert_eq!(answer(slip, other), Answer::Different, "{slip} {other}");
    }
    // Two usual syllables are two names, however alike they look.
    assert_eq!(names().compare(&read("김정철"), &read("김종철")).answer, Answer::Different);
}

#[test]
fn characters_by_sound_are_told_beside_hangul_and_latin() {
    for (kana, others) in
        [("ぼく・てつしゅ", ["박철수", "Pak Chol Su"]), ("り・こうおん", ["리광은", "Ri Kwang Un"])]
    {
        for other in others {
            let found = names().compare(&read(kana), &read(other));
            // On readings are few for many syllables, so that they say little; but they speak for it.
            assert!(found.ln_ratio > 0.5, "{kana} {other} {found:?}");
        }
        let found = names().compare(&read(kana), &read("김명국"));
        assert_eq!(found.answer, Answer::Different, "{kana} {found:?}");
    }
}

#[test]
fn explanations_of_other_languages_name_the_tokens() {
    let why = |a: &str, b: &str| names().explain(&read(a), &read(b));
    let one = why("Абдурахман Каримов", "Abdurrahman Karimov");
    assert_eq!(one.parts.len(), 2, "{:?}", one.parts);
    assert!(one.english.contains("For it: letters абдурахман – "), "{}", one.english);
    assert!(one.korean.contains("지지: 글자 "), "{}", one.korean);
    let two = why("Антон Каримов", "Anton Petersen");
    assert!(two.english.contains("Against it: letters"), "{}", two.english);
    assert!(why("王磊", "왕레이").english.contains("by its Mandarin sounds"));
    assert!(why("朴鐵洙", "ぼく・てつしゅ").korean.contains("일본어 음"));
    // Papers of another language are neither for nor against.
    assert!(why("Мерген Ондар", "한경수").parts.is_empty());
}

#[test]
fn korean_sentences_have_the_particle_of_the_sound_before() {
    let korean = |a: &str, b: &str| names().explain(&read(a), &read(b)).korean;
    for (a, b, words) in [
        ("한경수", "Han Kyong Su", "“한경수” (한글)과 “Han Kyong Su” (로마자)는"),
        ("Han Kyong Su", "한경수", "(로마자)와 “한경수” (한글)은"),
        ("Han Kyong Su", "한경수", "둘 다 한경수로 읽을"),
        ("Ri Kwang Un", "리광은", "둘 다 리광은으로 읽을"),
        ("Han", "한경수", "“한경수” (한글)이 같은 이름인지는"),
    ] {
        let told = korean(a, b);
        assert!(told.contains(words), "{words}: {told}");
    }
}

/// Any name made of frequent syllables, with the spelling of one system.
fn spelled() -> impl Strategy<Value = (String, String)> {
    let family = prop::sample::select(vec![
        ("김", "Kim"),
        ("박", "Pak"),
        ("최", "Choe"),
        ("강", "Kang"),
        ("윤", "Yun"),
    ]);
    let given = prop::sample::select(vec![
        ("철", "chol"),
        ("수", "su"),
        ("명", "myong"),
        ("혁", "hyok"),
        ("진", "jin"),
        ("남", "nam"),
        ("광", "kwang"),
    ]);
    (family, given.clone(), given).prop_map(|(f, a, b)| {
        (format!("{}{}{}", f.0, a.0, b.0), format!("{} {} {}", f.1, a.1, b.1))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_two_texts_compare_alike_either_way(a in "\\PC{0,40}", b in "\\PC{0,40}") {
        let (x, y) = (read(&a), read(&b));
        let (p, q) = (names().compare(&x, &y), names().compare(&y, &x));
        prop_assert_eq!(p.answer, q.answer);
        prop_assert!((p.ln_ratio - q.ln_ratio).abs() < 1e-3, "{} {}", p.ln_ratio, q.ln_ratio);
        prop_assert!(p.ln_ratio.is_finite() && (0.0..=1.0).contains(&p.probability));
        let why = names().explain(&x, &y);
        prop_assert!(!why.english.is_empty());
    }

    #[test]
    fn letters_of_any_script_give_a_value(
        text in "[a-zŏŭ'’А-яёіїא-תء-يα-ωァ-ヶ가-힣一-龥 .,()\\-]{0,60}",
        other in "[a-zŏŭ'’А-яёіїא-תء-يα-ωァ-ヶ가-힣一-龥 .,()\\-]{0,60}",
    ) {
        let (x, y) = (read(&text), read(&other));
        let w = names().ln_ratio(&x, &y);
        prop_assert!(w.is_finite());
        prop_assert!((w - names().ln_ratio(&y, &x)).abs() < 1e-3);
        prop_assert!(x.in_hangul(names(), 5).len() <= 5);
    }

    #[test]
    fn forms_spaces_case_and_hyphens_do_not_matter((hangul, latin) in spelled(), (_, other) in spelled()) {
        let against = read(&other);
        let base = names().ln_ratio(&read(&latin), &against);
        let (f, g) = latin.split_once(' ').unwrap();
        let nfd: String = latin.nfd().collect();
        for variant in [nfd, latin.to_uppercase(), latin.to_lowercase(), format!("{f}  {g}")] {
            prop_assert_eq!(names().ln_ratio(&read(&variant), &against), base, "{}", variant);
        }
        // A hyphen tells which syllables belong together, and no more than that: the name stays the name.
        let hyphen = read(&format!("{f} {}", g.replace(' ', "-")));
        prop_assert_eq!(names().compare(&hyphen, &read(&hangul)).answer, Answer::Same);
        prop_assert_eq!(names().compare(&hyphen, &read(&latin)).answer, Answer::Same);
        let decomposed: String = hangul.nfd().collect();
        prop_assert_eq!(names().ln_ratio(&read(&decomposed), &against), names().ln_ratio(&read(&hangul), &against));
        prop_assert_eq!(names().compare(&read(&hangul), &read(&latin)).answer, Answer::Same);
    }

    #[test]
    fn the_order_of_words_does_not_matter(
        words in prop::sample::subsequence(
            vec![("Ivan", "Иван"), ("Petrov", "Петров"), ("Sergei", "Сергей"), ("Volkov", "Волков")],
            2..4,
        ),
    ) {
        let latin: Vec<&str> = words.iter().map(|w| w.0).collect();
        let mut cyrillic: Vec<&str> = words.iter().map(|w| w.1).collect();
        let there = read(&latin.join(" "));
        let straight = names().ln_ratio(&there, &read(&cyrillic.join(" ")));
        cyrillic.reverse();
        prop_assert!((names().ln_ratio(&there, &read(&cyrillic.join("  "))) - straight).abs() < 1e-3);
        prop_assert!(straight > 3.0, "{straight}");
    }

    #[test]
    fn what_was_read_before_changes_nothing(texts in prop::collection::vec("\\PC{0,20}", 1..6), (_, latin) in spelled()) {
        let mut reader = names().reader();
        for text in &texts {
            reader.read(text);
        }
        prop_assert_eq!(reader.read(&latin), read(&latin));
    }
}

/// Units in three scripts: the same number and kind are one unit, another number or kind is another, whatever stands around them.
#[test]
fn units_face_each_other() {
    use names::Unit;
    let same: [&[&str]; 3] = [
        &[
            "94-я бригада",
            "94-ї бригади",
            "94th Brigade",
            "제94여단",
            "94여단",
            "94th Separate Brigade",
        ],
        &["Storm Corps", "폭풍군단", "11th Corps", "Eleventh Corps", "제11군단"],
        &["3대대", "3rd Battalion", "제3대대"],
    ];
    let unit = |text: &str| Unit::read(text).unwrap_or_else(|| panic!("{text}"));
    for (n, row) in same.iter().enumerate() {
        for a in *row {
            for (m, other) in same.iter().enumerate() {
                for b in *other {
                    let (there, back) = (unit(a).compare(&unit(b)), unit(b).compare(&unit(a)));
                    assert_eq!(there, back, "{a} {b}");
                    let expected = if n == m { Answer::Same } else { Answer::Different };
                    assert_eq!(there, expected, "{a} {b}");
                }
            }
        }
    }
    for none in ["", " ", "리광은", "Ri Kwang Un", "\u{0}", "-", "94"] {
        assert!(Unit::read(none).is_none(), "{none:?}");
    }
}

/// Places in five scripts: found whichever way they are written; what is nowhere is not found.
#[test]
fn places_are_found_in_any_script() {
    let places = names::Places::standard(names()).unwrap();
    for (row, name) in [
        (&["평안남도", "South Pyongan", "South P'yŏngan"][..], "South Pyongan"),
        (&["Суджа", "Sudzha", "SUDZHA", "г. Суджа"], "Sudzha"),
        (&["함흥", "Hamhung", "Hamhŭng"], "Hamhŭng"),
    ] {
        for text in row {
            let found = places.find(text);
            assert_eq!(found.first().map(|f| f.place.name.as_str()), Some(name), "{text}");
        }
    }
    for none in ["", " ", "Nowhere at all", "\u{0}", "가나다라마바사아자차"] {
        assert!(places.find(none).is_empty(), "{none:?}");
    }
}
