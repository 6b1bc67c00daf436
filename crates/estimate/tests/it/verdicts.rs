//! What is said of whole tables, and that no number slips past a rule.

use estimate::assess::{AssessOptions, assess};
use estimate::mixture::MixtureOptions;
use estimate::result::{Method, Outcome, Verdict, WhyNot};
use estimate::rules::Rule;
use estimate::study::{Family, Tally};
use estimate::table::OverlapTable;
use proptest::prelude::*;

use crate::published::table;
use crate::tables::any_table;

fn quick() -> AssessOptions {
    AssessOptions {
        replicates: 200,
        as_truth_replicates: 20,
        nhoi_draws: 500,
        mixture: MixtureOptions {
            draws_max: 8000,
            ess_goal: 400.0,
            round_trips_goal: 10,
            ..MixtureOptions::default()
        },
        ..AssessOptions::default()
    }
}

fn names(n: usize) -> Vec<String> {
    (0..n).map(|i| format!("L{i}")).collect()
}

/// Two lists, as few as the named dead of a denied war come in: refused, with Chapman's lines at assumed odds ratios for reference.
#[test]
fn two_lists_are_refused() {
    let t = OverlapTable::new(names(2), [(1, 40), (2, 30), (3, 12)]).unwrap();
    let said = assess(&t, &quick()).unwrap();
    assert_eq!((said.verdict, said.rules.as_slice()), (Verdict::Refused, [Rule::R1].as_slice()));
    assert_eq!(said.methods.len(), 5);
    assert!(said.methods.iter().all(|m| m.method.is_reference()));
    assert!(said.sentence().starts_with("No number beyond the 82 listed can be defended"));
}

#[test]
fn few_overlaps_give_the_listed_as_a_bound() {
    let said = assess(&table(include_str!("../../data/tables/neworl_5.csv")), &quick()).unwrap();
    assert_eq!(said.verdict, Verdict::LowerBound { low: 185.0, certain: true });
    assert_eq!(said.rules, [Rule::R2]);
    let withheld = |m: &estimate::result::MethodResult| m.outcome == Outcome::Withheld(Rule::R2);
    assert!(said.methods.iter().all(withheld));
}

/// A list that is copied into another is merged with it, declared or found.
#[test]
fn copies_are_merged() {
    let family = Family::Copying { capture: vec![0.4, 0.05, 0.35, 0.3], copy: (0, 1, 0.9) };
    let t = family.draw(3000, &[5; 32], 0).unwrap();
    let said = assess(&t, &quick()).unwrap();
    assert_eq!(said.merged, ["L1+L2"]);
    assert!(said.rules.contains(&Rule::R7) && !said.verdict.misleads(3000.0));
    let clean =
        Family::Independent { capture: vec![0.4, 0.3, 0.35] }.draw(3000, &[5; 32], 1).unwrap();
    let derived = vec![("L1".to_owned(), "L3".to_owned())];
    let said = assess(&clean, &AssessOptions { derived, ..quick() }).unwrap();
    assert_eq!((said.merged, said.verdict), (vec!["L1+L3".to_owned()], Verdict::Refused));
    assert_eq!(said.rules, [Rule::R1, Rule::R7]);
}

/// Lists of the same persons are one list, however many there are and however few are left.
#[test]
fn identical_lists_are_one() {
    let three = OverlapTable::new(names(3), [(7, 300)]).unwrap();
    let two = OverlapTable::new(names(2), [(3, 300)]).unwrap();
    // L0 and L2 are one list; L1 is another.
    let beside = OverlapTable::new(names(3), [(0b101, 80), (0b010, 70), (0b111, 30)]).unwrap();
    for (table, merged, left, lines) in
        [(three, "L0+L1+L2", (3, 1), 0), (two, "L0+L1", (2, 1), 0), (beside, "L0+L2", (3, 2), 5)]
    {
        let said = assess(&table, &quick()).unwrap();
        assert_eq!(said.merged, [merged]);
        assert_eq!((said.verdict, said.lists), (Verdict::Refused, left));
        assert_eq!(said.rules, [Rule::R1, Rule::R7]);
        assert_eq!(said.methods.len(), lines, "no Chapman of a list with itself");
        let words = format!("that leaves {} of {} lists, and fewer than three", left.1, left.0);
        assert!(said.sentence().contains(&words), "{}", said.sentence());
        assert!(said.sentence_korean().contains(&format!("{}개가 남으며", left.1)));
    }
}

/// Where a kind of assumption cannot be tried there is no upper end: it may be the one that would have gone far up.
#[test]
fn what_could_not_be_tried_leaves_a_lower_bound() {
    let classes = vec![(0.5, vec![0.54, 0.36, 0.72, 0.27]), (0.5, vec![0.12, 0.08, 0.16, 0.06])];
    let family = Family::Classes { classes };
    let mut tried = 0;
    for run in 0..4 {
        let said = assess(&family.draw(500, &[9; 32], run).unwrap(), &quick()).unwrap();
        let declined = |m: &estimate::result::MethodResult| {
            m.outcome == Outcome::NotApplicable(WhyNot::SmallCell)
        };
        assert!(!said.verdict.misleads(500.0), "{said:?}");
        if said.methods.iter().any(declined) {
            assert!(said.rules.contains(&Rule::R4));
            assert!(matches!(said.verdict, Verdict::LowerBound { certain: false, .. }));
            tried += 1;
        }
    }
    assert!(tried > 0, "some of them are too small for a kind");
}

/// An interval whose ends differ by more than points may has no middle that could be called likeliest.
#[test]
fn a_wide_hull_has_no_point() {
    let mut seen = 0;
    for (n, run) in [(2000, 0), (2000, 1), (400, 2), (800, 3), (1200, 4)] {
        let family = Family::Independent { capture: vec![0.45, 0.4, 0.35] };
        let said = assess(&family.draw(n, &[3; 32], run).unwrap(), &quick()).unwrap();
        if let Verdict::Estimate { point, low, high } = said.verdict {
            assert!(high / low <= 2.0 && (low..=high).contains(&point), "{said:?}");
        }
        if let Verdict::Range { low, high } = said.verdict {
            assert!(high / low > 2.0 || said.rules.contains(&Rule::R9) || said.spread > Some(2.0));
            seen += 1;
        }
    }
    assert!(seen < 5);
}

#[test]
fn chains_that_do_not_converge_give_no_number() {
    let mut options = quick();
    options.mixture.draws_first = 16;
    options.mixture.draws_max = 16;
    let said = assess(&table(include_str!("../../data/tables/kosovo.csv")), &options).unwrap();
    assert!(said.rules.contains(&Rule::R3) && said.verdict.point().is_none());
    let mixture = said.methods.iter().find(|m| m.method == Method::Mixture).unwrap();
    assert_eq!(mixture.outcome, Outcome::Withheld(Rule::R3));
}

/// Independent lists are the easy case: something is said, and it holds the truth.
#[test]
fn independent_lists_are_estimated() {
    let family = Family::Independent { capture: vec![0.35, 0.3, 0.4, 0.25] };
    let mut tally = Tally::default();
    for run in 0..3 {
        tally.add(&family.draw(2000, &[2; 32], run).unwrap(), 2000, &quick()).unwrap();
    }
    assert_eq!(tally.misleading, [0; 4]);
    assert!(tally.verdicts[0] + tally.verdicts[1] + tally.verdicts[2] >= 2, "{tally:?}");
}

#[test]
fn a_table_of_nobody_and_of_one_cell() {
    assert!(assess(&OverlapTable::new(names(3), []).unwrap(), &quick()).is_err());
    let one = OverlapTable::new(names(3), [(7, 500)]).unwrap();
    assert_eq!(assess(&one, &quick()).unwrap().verdict.point(), None);
}

/// Twenty lists: too many for all methods but one, and one assumption alone gives no point.
#[test]
fn twenty_lists_are_judged_by_what_can_be_had() {
    let mut options = quick();
    options.mixture.draws_max = 2000;
    let said =
        assess(&table(include_str!("../../data/tables/colombia_recl_h1999_R1.csv")), &options)
            .unwrap();
    assert_eq!(said.verdict.point(), None);
    let wide = OverlapTable::new(names(64), (0..64).map(|j| (1 << j | 1 << ((j * 7 + 3) % 64), 9)))
        .unwrap();
    options.mixture.draws_first = 16;
    options.mixture.draws_max = 16;
    assert_eq!(assess(&wide, &options).unwrap().verdict.point(), None);
}

fn tiny() -> AssessOptions {
    AssessOptions {
        replicates: 8,
        as_truth_replicates: 3,
        nhoi_draws: 20,
        mixture: MixtureOptions {
            draws_first: 16,
            draws_max: 16,
            rungs_max: 2,
            ..MixtureOptions::default()
        },
        ..AssessOptions::default()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// No table makes it stumble, and what is said hangs together.
    #[test]
    fn any_table_is_judged(t in prop_oneof![any_table(3, 40), any_table(4, 3), any_table(5, 30), any_table(6, 2)]) {
        prop_assume!(t.total() > 0);
        let said = assess(&t, &tiny()).unwrap();
        if let Some(low) = said.verdict.low() {
            prop_assert!(low >= t.total() as f64 - 1e-6);
            prop_assert!(said.verdict.high().is_none_or(|h| h >= low));
            prop_assert!(said.verdict.point().is_none_or(|p| p >= low));
        }
        prop_assert!(said.verdict.word() == "estimate" || !said.rules.is_empty());
        prop_assert!(!said.sentence().contains("NaN") && !said.sentence_korean().contains("NaN"));
    }
}

/// What another table of the same persons has shown of the upper limit takes every upper end away, and changes no lower one.
#[test]
fn an_upper_limit_that_fell_elsewhere_falls_here_too() {
    let t = OverlapTable::new(
        names(3),
        [(1, 126), (2, 84), (3, 54), (4, 196), (5, 84), (6, 56), (7, 36)],
    )
    .unwrap();
    let own = assess(&t, &quick()).unwrap();
    let told = assess(&t, &AssessOptions { upper_is_prior: true, ..quick() }).unwrap();
    assert!(own.verdict.high().is_some() && !own.rules.contains(&Rule::R5));
    assert_eq!(told.verdict.low(), own.verdict.low());
    assert!(told.verdict.high().is_none() && told.rules.contains(&Rule::R5));
}
