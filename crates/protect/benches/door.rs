//! What the door costs: a statement, a long note, hostile texts.
//!
//! `cargo bench -p cenotaph-protect --bench door`

use divan::{Bencher, counter::BytesCount};
use protect::door::{Words, inspect};

fn main() {
    divan::main();
}

const STATEMENT: &str = "A Ryanggang Province source says that parents cannot sleep from worry and that people avoid the subject, \
    because asking brings an investigation. 부모들은 아들 걱정에 잠을 이루지 못하며, 물으면 조사를 받게 되므로 사람들이 그 이야기를 피한다고 했다. \
    Approximately 1,100 of 12,000 soldiers, 2024-12-23.";

fn of_length(piece: &str, bytes: usize) -> String {
    piece.repeat(bytes / piece.len() + 1)
}

/// One statement of 400 bytes or so.
#[divan::bench]
fn statement(bencher: Bencher<'_, '_>) {
    bencher.counter(BytesCount::of_str(STATEMENT)).bench(|| inspect(divan::black_box(STATEMENT)));
}

/// 100 KiB of ordinary text, and of texts made to be slow.
#[divan::bench(args = [STATEMENT, "1-", "일", "아들 ", "ㄱ ㅏ ", "위챗 1", "broker 5 yuan ", "works at the "])]
fn hundred_kib(bencher: Bencher<'_, '_>, piece: &str) {
    let text = of_length(piece, 100 * 1024);
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| inspect(divan::black_box(&text)));
}

/// A thousand sealed words looked for in 100 KiB.
#[divan::bench]
fn sealed_words(bencher: Bencher<'_, '_>) {
    let words: Vec<String> = (0..1000).map(|n| format!("invented{n:05}")).collect();
    let words = Words::new(words.iter().map(String::as_str));
    let text = of_length(STATEMENT, 100 * 1024);
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| words.find(divan::black_box(&text)));
}
