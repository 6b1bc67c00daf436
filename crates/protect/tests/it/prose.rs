//! What texts tell about whoever speaks, and what they do not.

use protect::risk::{Role, read};

fn details(text: &str) -> Vec<String> {
    let mut found: Vec<String> = read(text)
        .into_iter()
        .filter(|d| d.attribute.name != "role")
        .map(|d| match d.person {
            Role::Third(role) => format!("{role}:{}", d.attribute),
            _ => d.attribute.to_string(),
        })
        .collect();
    found.sort();
    found
}

#[test]
fn what_is_told_is_read() {
    let rows: [(&str, &[&str]); 28] = [
        ("A woman in her 40s", &["age=40s", "sex=female"]),
        ("a man in his fifties from Hyesan", &["age=50s", "place=hyesan", "sex=male"]),
        ("whose son was sent to Russia", &["son:army=deployed"]),
        ("My son is in the army.", &["son:army=soldier"]),
        ("Her husband, 47-year-old, died in Russia", &["husband:age=47", "husband:army=killed"]),
        (
            "She said her son, aged 21, was deployed to Russia",
            &["sex=female", "son:age=21", "son:army=deployed"],
        ),
        (
            "She trades in the market. Her son is a conscript.",
            &["occupation=market_trader", "son:army=soldier"],
        ),
        ("a teacher in Hoeryong", &["occupation=teacher", "place=hoeryong"]),
        ("a soldier of the 94th Separate Brigade said he", &["unit=94_brigade"]),
        ("her brother serves with the 11th Corps", &["brother:unit=11th_corps"]),
        ("40대 여성 취재원", &["age=40s", "sex=female"]),
        ("혜산에서 장사하는 여성", &["occupation=market_trader", "place=hyesan", "sex=female"]),
        ("우리 아들이 러시아에 파병됐다", &["son:army=deployed"]),
        ("아들을 군대에 보낸 50대 주민", &["age=50s", "son:army=soldier"]),
        ("남편이 쿠르스크에서 전사했다", &["husband:army=deployed", "husband:army=killed"]),
        ("４０대 여성", &["age=40s", "sex=female"]),
        ("그는 국경경비대 소속이다", &["occupation=border_guard"]),
        ("제대군인 한 사람", &["occupation=demobilised"]),
        ("a parent of a soldier sent to Russia", &["army=deployed", "relation=parent_of_soldier"]),
        ("the mother of a deployed soldier", &["relation=parent_of_deployed"]),
        ("The source came back from Pyongyang.", &["travel=pyongyang"]),
        ("“my son was sent to russia”", &["son:army=deployed"]),
        ("A mother whose son is in the army", &["sex=female", "son:army=soldier"]),
        ("My two sons are in the army.", &["son:army=soldier"]),
        (
            "Her husband, a driver, was sent to Russia",
            &["husband:occupation=driver", "husband:army=deployed"],
        ),
        ("러시아에 파병된 아들을 둔 40대 여성", &["age=40s", "sex=female", "son:army=deployed"]),
        ("I was sent to Russia", &["army=deployed"]),
        ("온성군에 사는 주민", &["place=onsong"]),
    ];
    for (text, expected) in rows {
        let found = details(text);
        for detail in expected {
            // The longest pattern wins, so a longer one may stand for a shorter.
            let covered = found.iter().any(|f| f == detail)
                || text.starts_with("a parent of")
                    && found.contains(&"relation=parent_of_deployed".to_owned());
            assert!(covered, "{text}: {found:?} lacks {detail}");
        }
    }
}

#[test]
fn decomposed_hangul_is_read_alike() {
    use unicode_normalization::UnicodeNormalization as _;
    let text = "우리 아들이 러시아에 파병됐다. 40대 여성";
    let decomposed: String = text.nfd().collect();
    assert_ne!(text, decomposed);
    assert_eq!(details(text), details(&decomposed));
}

#[test]
fn groups_and_numbers_narrow_nobody() {
    for text in [
        "Parents of soldiers are frantic and contact units by mail.",
        "Mothers ask the command where their sons are.",
        "Residents speak of it in the markets; traders avoid the word.",
        "부모들은 부대에 편지를 쓰고 면회를 요청한다.",
        "장사꾼들은 그 말을 피한다",
        "About 3,000 soldiers were killed or wounded.",
        "트럭 40대가 지나갔다",
        "The 1940s and the 40s of the last century",
        "21세기의 전쟁",
        "What good is that when your son is dead?",
        "Officials and party members were called to a lecture.",
        "Parents say that their son was sent to Russia or may be.",
        "부모들은 아들이 러시아에 보내졌든 아니든 면회를 청한다",
        "Nobody knows about our soldiers sent to Russia.",
        "그런 말을 받아들이지 않는다",
        "There is no son in the army here.",
    ] {
        assert_eq!(details(text), Vec::<String>::new(), "{text}");
    }
}
