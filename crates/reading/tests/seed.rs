//! An article from sources inside, as an editor would file it: outside figures, what is said at home, two provinces, what was shown.
//!
//! The article that the project started from is not part of it; its test reads it from the path in `CENOTAPH_SEED_ARTICLE` and says
//! so when that is not set. An invented article of the same build is read always.

#![expect(
    clippy::unwrap_used,
    reason = "a test that stops at the first surprise and says when it has nothing to read"
)]

use reading::{BlockKind, Draft, Hints, Kind, Reading, read};

/// What differs between the two articles.
struct Expected {
    published: &'static str,
    publisher: &'static str,
    /// Group, party, number, as of, said on.
    figures: [(&'static str, &'static str, &'static str, &'static str, &'static str); 2],
    /// The day on which the president spoke of losses without a number.
    announced: &'static str,
    /// The day of release of the footage in the caption.
    released: &'static str,
    /// The day on which the first source answered.
    answered: &'static str,
    appearance: &'static str,
    byline: &'static str,
}

#[test]
fn an_invented_article() {
    let expected = Expected {
        published: "2031-03-13",
        publisher: "Northern Letters",
        figures: [
            ("UA", "Ukraine (authorities)", "4200", "2031-03-12", ""),
            ("ROK", "JCS", "1300", "", "2031-03-12"),
        ],
        announced: "2031-03-04",
        released: "2031-03-05",
        answered: "2031-03-12",
        appearance: "of Asian appearance",
        byline: "(HAN Byeol / MORI Kenta)",
    };
    check(include_bytes!("seed/inside.txt"), &expected);
}

#[test]
fn the_article_that_the_project_started_from() {
    let Ok(path) = std::env::var("CENOTAPH_SEED_ARTICLE") else {
        println!("Not read: set CENOTAPH_SEED_ARTICLE to the path of the article");
        return;
    };
    let expected = Expected {
        published: "2024-12-24",
        publisher: "ASIAPRESS",
        figures: [
            ("UA", "Ukraine (authorities)", "3000", "2024-12-23", ""),
            ("ROK", "JCS", "1100", "", "2024-12-23"),
        ],
        announced: "2024-12-14",
        released: "2024-12-17",
        answered: "2024-12-23",
        appearance: "Asian-looking",
        byline: "(KANG Ji-won / ISHIMARU Jiro)",
    };
    check(&std::fs::read(path).unwrap(), &expected);
}

fn check(bytes: &[u8], expected: &Expected) {
    let hints = Hints {
        published: expected.published.parse().ok(),
        publisher: expected.publisher.to_owned(),
        ..Hints::default()
    };
    let reading = read(bytes, &hints);
    blocks(&reading, expected);
    control(&reading);
    sources(&reading, expected);
    evidence(&reading, expected);
    outlet(&reading, expected);
    nothing_invented(&reading);
    figures(&reading, expected);
}

fn of(reading: &Reading, kind: Kind) -> impl Iterator<Item = &Draft> {
    reading.drafts.iter().filter(move |draft| draft.kind == kind)
}

fn block(reading: &Reading, kind: BlockKind) -> Vec<&str> {
    let blocks = reading.blocks.iter().filter(|block| block.kind == kind);
    blocks.map(|block| reading.text.get(block.span.text.clone()).unwrap()).collect()
}

fn blocks(reading: &Reading, expected: &Expected) {
    assert_eq!(block(reading, BlockKind::Byline), [expected.byline]);
    assert_eq!(block(reading, BlockKind::Furniture), ["RECOMMENDATIONS"]);
    assert_eq!(block(reading, BlockKind::Caption).len(), 1);
    assert_eq!(block(reading, BlockKind::Subhead).len(), 2);
    assert_eq!(block(reading, BlockKind::Footnote).len(), 1);
}

fn figures(reading: &Reading, expected: &Expected) {
    let numbers: Vec<_> =
        of(reading, Kind::Figure).filter(|d| !d.field("best").is_empty()).collect();
    assert_eq!(numbers.len(), 2, "{numbers:#?}");
    for (draft, (group, party, number, as_of, said)) in numbers.iter().zip(expected.figures) {
        assert_eq!((draft.field("party_group"), draft.field("party")), (group, party));
        assert_eq!((draft.field("best"), draft.field("category")), (number, "casualties"));
        assert_eq!(draft.field("as_of_date"), as_of);
        assert_eq!(draft.field("announced_date"), said);
        assert_eq!(draft.field("population"), "KP");
    }
    let wordy: Vec<_> = of(reading, Kind::Figure).filter(|d| d.field("best").is_empty()).collect();
    let announced = wordy.iter().find(|d| d.field("party") == "President of Ukraine").unwrap();
    assert_eq!(announced.field("announced_date"), expected.announced);
    assert!(announced.quantity.as_ref().is_none_or(|q| q.interval().is_none()));
}

fn control(reading: &Reading) {
    let measures: Vec<_> =
        of(reading, Kind::Measure).map(|d| (d.field("type"), d.field("alleged_by"))).collect();
    let source = "A source in Ryanggang Province";
    assert!(measures.contains(&("labelling_as_rumour", "")), "{measures:?}");
    assert!(measures.contains(&("investigation", "")), "{measures:?}");
    assert!(measures.contains(&("investigation", source)), "{measures:?}");
    assert_eq!(measures.len(), 3, "{measures:?}");
}

fn sources(reading: &Reading, expected: &Expected) {
    let testimonies: Vec<_> = of(reading, Kind::Testimony).collect();
    let (first, others) = testimonies.split_first().unwrap();
    assert_eq!(first.field("party"), "A source in North Hamgyong Province");
    assert_eq!(first.field("prompt"), "prompted_with_information");
    assert_eq!(first.field("announced_date"), expected.answered);
    let told: Vec<_> =
        first.stimulus.iter().map(|i| reading.drafts.get(*i).unwrap().field("best")).collect();
    assert_eq!(told, expected.figures.map(|figure| figure.2));
    assert!(!others.is_empty());
    for other in others {
        assert_eq!(other.field("party"), "A source in Ryanggang Province");
        assert_eq!((other.field("prompt"), other.stimulus.len()), ("unknown", 0));
    }
    let awareness: Vec<_> = of(reading, Kind::Awareness).collect();
    let unaware = awareness.iter().find(|d| d.field("state") == "unaware").unwrap();
    assert_eq!(unaware.field("said_by"), "A source in North Hamgyong Province");
    assert_eq!(unaware.field("prompt"), "prompted_with_information");
    let predictions: Vec<_> =
        of(reading, Kind::Prediction).map(|d| (d.field("party"), d.text.as_str())).collect();
    assert!(predictions.iter().any(|(party, _)| *party == first.field("party")), "{predictions:?}");
}

fn evidence(reading: &Reading, expected: &Expected) {
    let evidence: Vec<_> = of(reading, Kind::Evidence).collect();
    assert_eq!(evidence.len(), 3, "{evidence:#?}");
    let [drone, footage, photos] = evidence.as_slice() else { unreachable!() };
    assert_eq!((drone.field("type"), drone.field("released")), ("video", expected.released));
    assert_eq!(footage.field("released_by"), "Ukraine (authorities)");
    assert!(footage.field("note").ends_with(expected.appearance), "{footage:#?}");
    assert_eq!((photos.field("type"), photos.field("verification")), ("photo", "unverified"));
}

fn outlet(reading: &Reading, expected: &Expected) {
    let forecast =
        of(reading, Kind::Prediction).find(|d| d.text.contains("matter of time")).unwrap();
    assert!(["", "MEDIA"].contains(&forecast.field("party_group")));
    let channel: Vec<_> = of(reading, Kind::Circumstance).collect();
    assert_eq!(channel.len(), 1);
    assert_eq!(channel.first().unwrap().field("party"), expected.publisher);
}

/// No name for a source, nothing finer than a province, no number for "numerous", nothing from furniture.
fn nothing_invented(reading: &Reading) {
    for draft in &reading.drafts {
        if draft.field("party_group") == "SOURCE" {
            assert_eq!(draft.field("speaker"), "", "{draft:#?}");
            assert!(draft.field("party").starts_with("A source in "), "{draft:#?}");
        }
        assert_eq!(draft.field("handle"), "");
        let place = draft.field("place");
        assert!(place.is_empty() || !place.contains(','), "{place}");
        let numerous = draft.text.contains("numerous") && !draft.field("best").is_empty();
        assert!(
            !numerous || draft.field("words").chars().any(|c| c.is_ascii_digit()),
            "{draft:#?}"
        );
        assert!(draft.confidence.is_none());
    }
}
