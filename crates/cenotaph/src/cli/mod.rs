//! The command line: one verb, one file; data on stdout, talk on stderr.
//!
//! Doc comments are the help. A verb parses its arguments, calls [`crate::app`] and prints what comes back; it decides nothing
//! about the record. Exit codes: 0 done, 1 the answer is no or the input is wrong, 2 the command line is wrong, 3 the record
//! or the release does not verify, 70 our bug. A closed pipe is quiet.

mod add;
mod approve;
mod arrive;
mod bar;
mod check;
mod completions;
mod demo;
mod editor;
mod estimate;
mod export;
mod figures;
mod fsck;
mod init;
mod keys;
mod knowledge;
mod korean;
mod link;
mod log;
mod matching;
mod mentions;
mod open;
mod read;
mod release;
mod requests;
mod review;
mod seal;
mod search;
mod show;
mod site;
mod source;
mod talk;
mod verify;

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::app::clock::Clock;
use crate::app::desk::AsKnown;
use crate::app::error::Error;
use crate::app::keys::AskPassphrase;
use crate::app::{Case, Lang};
pub use completions::write_man_pages;
use talk::Talk;
use zeroize::Zeroizing;

/// Casualty recording under information control: rival figures side by side, what cannot both be true, who knew what.
#[derive(Debug, Parser)]
#[command(
    name = "cenotaph",
    version,
    max_term_width = 100,
    subcommand_required = true,
    arg_required_else_help = true
)]
#[command(after_help = "Examples:
  cenotaph demo                       build the Kursk case from nothing and look at it
  cenotaph init desk                  make a case
  cenotaph add claims.csv -C desk     take a table in
  cenotaph read article.html          draft statements out of an article
  cenotaph check -C desk              what cannot all be true, and what went wrong on the way
  cenotaph estimate lists.csv         who is on no list, or why that cannot be said
  cenotaph match 리광은 'Ri Kwang Un' whether two spellings can be one name
  cenotaph link a.csv b.csv           who is the same person on several lists
  cenotaph review a.csv b.csv         a person answers where the machine is unsure
  cenotaph verify desk/releases/0001  check a release with nothing but its folder

Exit codes: 0 done · 1 the answer is no, or the input is wrong · 2 the command line is wrong ·
3 the record or the release does not verify · 70 our bug")]
pub struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    verb: Verb,
}

/// Options that every verb has.
#[derive(Debug, Args)]
struct Common {
    /// The case to work on; without it, the case that the current folder lies in
    #[arg(short = 'C', long = "case", value_name = "DIR", global = true, env = "CENOTAPH_CASE")]
    case: Option<PathBuf>,
    /// Print data for machines: one JSON object a line
    #[arg(long, global = true)]
    json: bool,
    /// Language of sentences; English when none is named
    // `read` has an option of the same name and type for the language of what is read; a default here would reach it.
    #[arg(long, value_parser = Tongue::of_sentences(), global = true)]
    lang: Option<Tongue>,
    /// Say nothing but errors on stderr
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Take this moment (RFC 3339) as now; for reproducible records
    #[arg(long, value_name = "TIME", global = true, hide = true, env = "CENOTAPH_NOW")]
    now: Option<String>,
}

/// A language, as the command line spells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Tongue {
    /// English
    En,
    /// Korean
    Ko,
    /// Russian
    Ru,
    /// Ukrainian
    Uk,
}

impl Tongue {
    /// The languages in which there are sentences.
    fn of_sentences() -> impl TypedValueParser<Value = Self> {
        let named = [Self::En, Self::Ko].iter().filter_map(ValueEnum::to_possible_value);
        PossibleValuesParser::new(named).map(|name| if name == "ko" { Self::Ko } else { Self::En })
    }

    /// The language of sentences for who reads this one: English where there are none.
    const fn sentences(self) -> Lang {
        match self {
            Self::Ko => Lang::Ko,
            Self::En | Self::Ru | Self::Uk => Lang::En,
        }
    }
}

/// What was known, and recorded, by when.
#[derive(Debug, Args)]
struct Known {
    /// Only what the world could know by this day (YYYY-MM-DD)
    #[arg(long, value_name = "DATE")]
    said_by: Option<String>,
    /// Only what the desk had recorded by this day or time (YYYY-MM-DD, or RFC 3339)
    #[arg(long, value_name = "TIME")]
    recorded_by: Option<String>,
}

impl Known {
    fn parse(&self) -> Result<AsKnown, Error> {
        AsKnown::parse(self.said_by.as_deref(), self.recorded_by.as_deref())
    }
}

#[derive(Debug, Subcommand)]
enum Verb {
    Demo(demo::Demo),
    Init(init::Init),
    Add(add::Add),
    Read(read::Read),
    Figures(figures::Figures),
    Check(check::Check),
    Knowledge(knowledge::Knowledge),
    Match(matching::Match),
    Link(link::Link),
    Review(review::Review),
    Estimate(estimate::Estimate),
    Show(show::Show),
    Log(log::Log),
    Search(search::Search),
    Source(source::Source),
    Seal(seal::Seal),
    Open(open::Open),
    Editor(editor::Editor),
    Requests(requests::Requests),
    Approve(approve::Approve),
    Release(release::Release),
    Site(site::Site),
    Verify(verify::Verify),
    Fsck(fsck::Fsck),
    Export(export::Export),
    Completions(completions::Completions),
    Man(completions::Man),
}

/// How a verb ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    /// Done.
    Done,
    /// The answer is no, or some of the input is wrong.
    No,
}

/// What a verb works with.
struct Context<'a> {
    out: &'a mut dyn Write,
    talk: Talk,
    json: bool,
    lang: Lang,
    case: Option<PathBuf>,
    clock: Clock,
    colour: bool,
    width: usize,
}

impl Context<'_> {
    /// Opens the case named on the command line, or the one around the current folder.
    fn open(&self) -> Result<Case, Error> {
        let mut case = match &self.case {
            Some(dir) => Case::open(dir, self.clock)?,
            None => Case::find(&PathBuf::from("."), self.clock)?,
        };
        case.passphrase = Some(AskPassphrase(ask_passphrase));
        Ok(case)
    }

    fn line(&mut self, text: &str) -> Result<(), Failure> {
        writeln!(self.out, "{text}").map_err(Failure::Output)
    }

    fn object(&mut self, value: &serde_json::Value) -> Result<(), Failure> {
        writeln!(self.out, "{value}").map_err(Failure::Output)
    }
}

/// Why a verb could not end.
enum Failure {
    App(Error),
    Output(std::io::Error),
}

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::App(error.into())
    }
}

type Outcome = Result<Answer, Failure>;

/// Runs the program on the process's arguments.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    // Ctrl-C: what was being written beside its place goes; what is in its place is whole. A second handler is never set.
    let _ = ctrlc::set_handler(|| {
        if crate::app::interrupt::ask() {
            return;
        }
        crate::app::temporary::abandon_all();
        std::process::exit(130);
    });
    let stdout = std::io::stdout();
    let colour = stdout.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
    let mut out = std::io::BufWriter::new(stdout.lock());
    let code = run(cli, &mut out, colour);
    match out.flush() {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => ExitCode::from(1),
        _ => ExitCode::from(code),
    }
}

/// Runs one parsed command line, writing data to `out` and talk to stderr; gives the exit code.
fn run(cli: Cli, out: &mut dyn Write, colour: bool) -> u8 {
    let talk = Talk::new(cli.common.quiet);
    let clock = match clock(cli.common.now.as_deref()) {
        Ok(clock) => clock,
        Err(error) => {
            talk.error(&error);
            return error.exit_code();
        }
    };
    let width = terminal_width();
    let mut context = Context {
        out,
        talk,
        json: cli.common.json,
        lang: cli.common.lang.map_or(Lang::En, Tongue::sentences),
        case: cli.common.case,
        clock,
        colour,
        width,
    };
    // What should have been destroyed is told on every verb that writes; these do not know of it themselves.
    if matches!(cli.verb, Verb::Release(_) | Verb::Approve(_) | Verb::Editor(_))
        && let Ok(case) = context.open()
    {
        // A record that cannot be read is told by the verb.
        let _ = source::warn_overdue(&context, &case);
    }
    let outcome = match cli.verb {
        Verb::Demo(v) => demo::run(&v, &mut context),
        Verb::Init(v) => init::run(&v, &mut context),
        Verb::Add(v) => add::run(&v, &mut context),
        Verb::Read(v) => read::run(&v, &mut context),
        Verb::Figures(v) => figures::run(&v, &mut context),
        Verb::Check(v) => check::run(&v, &mut context),
        Verb::Knowledge(v) => knowledge::run(&v, &mut context),
        Verb::Match(v) => matching::run(&v, &mut context),
        Verb::Link(v) => link::run(&v, &mut context),
        Verb::Review(v) => review::run(&v, &mut context),
        Verb::Estimate(v) => estimate::run(&v, &mut context),
        Verb::Show(v) => show::run(&v, &mut context),
        Verb::Log(v) => log::run(&v, &mut context),
        Verb::Search(v) => search::run(&v, &mut context),
        Verb::Source(v) => source::run(&v, &mut context),
        Verb::Seal(v) => seal::run(&v, &mut context),
        Verb::Open(v) => open::run(&v, &mut context),
        Verb::Editor(v) => editor::run(&v, &mut context),
        Verb::Requests(v) => requests::run(&v, &mut context),
        Verb::Approve(v) => approve::run(&v, &mut context),
        Verb::Release(v) => release::run(&v, &mut context),
        Verb::Site(v) => site::run(&v, &mut context),
        Verb::Verify(v) => verify::run(&v, &mut context),
        Verb::Fsck(v) => fsck::run(&v, &mut context),
        Verb::Export(v) => export::run(&v, &mut context),
        Verb::Completions(v) => completions::run(&v, &mut context),
        Verb::Man(v) => completions::man(&v, &mut context),
    };
    match outcome {
        Ok(Answer::Done) => 0,
        Ok(Answer::No) => 1,
        Err(Failure::Output(e)) if e.kind() == std::io::ErrorKind::BrokenPipe => 0,
        Err(Failure::Output(e)) => {
            context.talk.say(&format!("error: Cannot write to standard output\n  {e}"));
            1
        }
        Err(Failure::App(error)) => {
            match korean::error(&error).filter(|_| context.lang == Lang::Ko) {
                Some((text, hint)) => {
                    let hint = hint.map_or_else(String::new, |h| format!("\n\n도움말: {h}"));
                    context.talk.say(&format!("오류: {text} [{}]{hint}", error.code()));
                }
                None => context.talk.error(&error),
            }
            error.exit_code()
        }
    }
}

fn clock(now: Option<&str>) -> Result<Clock, Error> {
    match now {
        None => Ok(Clock::System),
        Some(text) => {
            text.parse::<jiff::Timestamp>().map(|t| Clock::Fixed(t.as_second())).map_err(|_| {
                Error::Value {
                    value: text.to_owned(),
                    expected: "a time such as 2024-12-23T12:00:00Z".to_owned(),
                }
            })
        }
    }
}

/// A path as it is typed into a shell: in single quotes when it holds more than plain letters.
fn quoted(path: &std::path::Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | '+' | ':');
    if text.chars().all(plain) { text } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

/// The passphrase of the environment, for scripts.
fn env_passphrase() -> Option<Zeroizing<String>> {
    std::env::var("CENOTAPH_PASSPHRASE").ok().filter(|p| !p.is_empty()).map(Zeroizing::new)
}

fn ask_passphrase(what: &str) -> Option<Zeroizing<String>> {
    env_passphrase()
        .or_else(|| rpassword::prompt_password(format!("{what}: ")).ok().map(Zeroizing::new))
}

fn terminal_width() -> usize {
    std::env::var("COLUMNS")
        .ok()
        .and_then(|c| c.parse().ok())
        .filter(|c| (40..=400).contains(c))
        .unwrap_or(100)
}
