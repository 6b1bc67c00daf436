//! Pictures drawn by this program: intervals over time, bars in tables, the timeline of knowledge, verdicts on lists, terms of a weight.
//!
//! Terms: a *mark* stands for a group of parties by shape and colour together; an *arrow* stands for an open end.
//!
//! Invariant: nothing is said by colour alone – shape, dash and words say it too – and every picture stands beside a table
//! with the same data; a picture is the same on every machine (coordinates have one decimal).
//!
//! Not here: estimates of ours, but for verdicts on lists, which say so. Elsewhere a mark is a number that somebody said, a line the interval
//! that the words mean.
//!
//! Source: W. Cleveland, The Elements of Graphing Data (1985), on logarithmic scales for ratios; WCAG 2.2, 1.4.1 and 1.4.11.

mod bar;
mod figures;
mod marks;
mod scale;
mod timeline;
mod verdict;
mod waterfall;

pub(crate) use bar::{Bars, bar};
pub(crate) use figures::{Family, chosen, chosen_among, chosen_people, figures};
pub(crate) use marks::{Marks, legend};
pub(crate) use timeline::timeline;
pub(crate) use verdict::{Line, Told, chains, intervals, trajectory};
pub(crate) use waterfall::{Step, bits, waterfall};
