//! `figures`: rival figures side by side.

use clap::Args;
use model::quantity::Interval;

use super::{Answer, Context, Failure, Known, Outcome, bar};
use crate::app::desk::Desk;
use crate::app::error::Error;
use crate::app::figures::{self, Figure, Filter};
use crate::app::{Lang, sentence};

/// Rival figures by category and date: words, interval, dates, independent origins
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cenotaph figures -C desk
  cenotaph figures --category killed --category killed_or_wounded --said-by 2024-12-23
  cenotaph figures --party ROK --csv > figures.csv

The bar is logarithmic: ● the number said, ━ what the words allow, → no upper end.")]
pub(super) struct Figures {
    /// Only this category; may be given again
    #[arg(long, value_name = "CATEGORY")]
    category: Vec<String>,
    /// Only this group or party; may be given again
    #[arg(long, value_name = "PARTY")]
    party: Vec<String>,
    /// Only figures whose words mean an interval
    #[arg(long)]
    counted: bool,
    /// Print CSV
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    #[command(flatten)]
    known: Known,
}

pub(super) fn run(args: &Figures, context: &mut Context<'_>) -> Outcome {
    let known = args.known.parse()?;
    let case = context.open()?;
    let desk = Desk::load(&case, known)?;
    figures::known(&desk, &args.party)?;
    let filter = Filter {
        categories: args.category.clone(),
        parties: args.party.clone(),
        counted: args.counted,
    };
    let list = figures::list(&desk, &filter);
    if context.json {
        for figure in &list {
            context.object(&figure.json())?;
        }
    } else if args.csv {
        csv(context, &list)?;
    } else {
        table(context, &list)?;
    }
    if list.is_empty() {
        context.talk.note("No figure answers to this");
        return Ok(Answer::No);
    }
    Ok(Answer::Done)
}

fn csv(context: &mut Context<'_>, list: &[Figure]) -> Result<(), Failure> {
    let mut writer = csv::Writer::from_writer(&mut *context.out);
    let bad = |e: csv::Error| Failure::App(Error::Bug(e.to_string()));
    writer.write_record(Figure::COLUMNS).map_err(bad)?;
    for figure in list {
        writer.write_record(figure.cells()).map_err(bad)?;
    }
    writer.flush().map_err(Failure::Output)
}

fn table(context: &mut Context<'_>, list: &[Figure]) -> Result<(), Failure> {
    let top = list
        .iter()
        .filter_map(|f| f.interval.as_ref())
        .map(|i| i.hi().unwrap_or(i.lo().saturating_mul(3)))
        .max()
        .unwrap_or(1)
        .max(10);
    let lang = context.lang;
    let cells = context.width.saturating_sub(82).clamp(12, 40);
    let heads = match lang {
        Lang::En => ["key", "as of", "party", "words", "interval", "origins"],
        Lang::Ko => ["번호", "기준일", "당사자", "말", "구간", "독립 출처"],
    };
    let head = format!(
        "  {} {} {} {} {} {} {}",
        bar::pad(heads[0], 6),
        bar::pad(heads[1], 12),
        bar::pad(heads[2], 24),
        bar::pad(heads[3], 30),
        bar::pad(heads[4], 15),
        bar::pad(&format!("1…{}", sentence::number(top)), cells),
        heads[5]
    );
    context.line(&head)?;
    let mut category = "";
    for figure in list {
        if figure.category != category {
            if !category.is_empty() {
                context.line("")?;
            }
            category = &figure.category;
            let heading = figure.category_words.of(lang).to_owned();
            context.line(&if context.colour {
                format!("\u{1b}[1m{heading}\u{1b}[0m")
            } else {
                heading
            })?;
        }
        let interval = figure.interval.as_ref();
        let drawn = interval.map_or_else(
            || " ".repeat(cells),
            |i| bar::interval(i.min_whole(), i.max_whole(), figure.value, top, cells),
        );
        let part = if figure.extent == "part" { " (part)" } else { "" };
        let implied = if figure.implied { "≈" } else { "" };
        context.line(&format!(
            "  {} {} {} {} {} {drawn} {}",
            bar::pad(&bar::cut(&figure.key, 6), 6),
            bar::pad(&bar::cut(&figure.as_of, 12), 12),
            bar::pad(&bar::cut(figure.party.of(lang), 24), 24),
            bar::pad(&bar::cut(&format!("{}{part}", figure.words), 30), 30),
            bar::pad(
                &format!("{implied}{}", interval.map_or_else(String::new, Interval::to_string)),
                15
            ),
            figure.origins.len(),
        ))?;
    }
    Ok(())
}
