//! Complaints about tables and files in Korean, by their code.
//!
//! The libraries speak English, so that logs can be compared; whoever asks for Korean gets the same complaint with the same place and code.
//! A code without Korean words stays in English: it is better understood so than left out. Not here: when to complain (`intake`).

use crate::app::Lang;
use crate::app::error::Error;
use crate::intake::{Complaint, IntakeError, Severity, escaped};

/// Characters of a path that are shown.
const PATH_CHARS: usize = 400;

/// A complaint as it is told.
pub(super) fn complaint(c: &Complaint, lang: Lang) -> String {
    match lang {
        Lang::En => c.to_string(),
        Lang::Ko => korean(c).unwrap_or_else(|| c.to_string()),
    }
}

fn korean(c: &Complaint) -> Option<String> {
    let numbers: Vec<&str> =
        c.expected.split(|d: char| !d.is_ascii_digit()).filter(|d| !d.is_empty()).collect();
    let number = |at: usize| numbers.get(at).copied().unwrap_or("?");
    let expected = match c.code {
        "row.too_short" | "row.too_long" => {
            format!("칸이 {}개여야 하는데 {}개임", number(0), number(1))
        }
        "row.width" => format!("머리글과 같이 칸이 {}개여야 하는데 {}개임", number(0), number(1)),
        "row.quotes" | "row.quote" => "따옴표는 한 칸 안에서 닫혀야 함".to_owned(),
        "cell.encoding" => "파일의 인코딩에 맞는 글자여야 함".to_owned(),
        "cell.empty" => "값이 있어야 함".to_owned(),
        "value.bit" => "`0` 또는 `1`이어야 함".to_owned(),
        "value.count" => "0에서 1,099,511,627,776까지의 정수(인원)여야 함".to_owned(),
        "value.stratum" => "층의 이름이 있어야 함".to_owned(),
        "row.nobody" => {
            "어느 명단에도 없는 사람의 수는 적을 수 없음: 바로 그것을 묻는 것임".to_owned()
        }
        "header.count" => "인원을 적은 열 `n`, `freq`, `count` 가운데 하나가 있어야 함".to_owned(),
        "header.name" => "열마다 다른 이름이 있어야 함".to_owned(),
        "header.missing" => "그런 이름의 열이 없음".to_owned(),
        "header.lists" => "명단 하나에 0과 1의 열 하나, 1개에서 64개까지".to_owned(),
        "table.no_rows" => "머리글 아래에 행이 없음".to_owned(),
        "row.no_record" => "인물 표에 없는 기록임".to_owned(),
        "row.several_records" => "식별자가 한 기록만의 것이거나 `list` 열이 있어야 함".to_owned(),
        "row.draw_again" => "한 추출의 행들은 이어져 있어야 함".to_owned(),
        "draw.part" => {
            format!("추출마다 연결할 수 있는 기록이 모두 있어야 하는데 {}개가 없음", number(0))
        }
        _ => return None,
    };
    let word = match c.severity {
        Severity::Error => "오류",
        Severity::Warning => "경고",
        Severity::Note => "참고",
    };
    let whole = c.value.is_none() && c.code.starts_with("row.");
    let column = c.place.column_name.as_deref().filter(|_| !whole);
    let column = column.map(|n| format!("`{}` 열: ", escaped(n, 80)));
    let found = match (&c.value, &c.masked) {
        (Some(value), _) => format!("`{value}`: "),
        // What was found must not be repeated; its kind is told in English, as the log has it.
        (None, Some(what)) => format!("{what}: "),
        (None, None) => String::new(),
    };
    let mut text = format!(
        "{}: {word}: {}{found}{expected} [{}]",
        c.place,
        column.unwrap_or_default(),
        c.code
    );
    if let Some(hint) = hint(c.code) {
        text.push_str(&format!("\n  도움말: {hint}"));
    }
    Some(text)
}

/// What the desk can do.
fn hint(code: &str) -> Option<&'static str> {
    Some(match code {
        "row.too_long" => "구분자가 들어 있는 이름은 따옴표로 묶을 것",
        "row.width" => "쉼표가 든 수는 따옴표로 묶거나 쉼표 없이 쓸 것",
        "row.quotes" | "row.quote" => "따옴표 안의 따옴표는 두 번 쓸 것",
        "cell.encoding" => "파일을 UTF-8로 저장할 것",
        "value.bit" => {
            "명단이 아닌 열은 `--strata`로 나누거나 `--ignore`로 합칠 것. 뺄 명단이 있으면 `--lists`로 남길 명단을 적을 것"
        }
        "value.count" => "구분 기호 없이 숫자만 쓸 것",
        "value.stratum" => "모르면 `unknown`이라고 쓸 것: 따로 판단하는 층이 됨",
        "row.nobody" => "그 행을 뺄 것",
        _ => return None,
    })
}

/// What is wrong with a file or a value of the command line, with what can be done, in Korean; `None` where only English words exist.
pub(super) fn error(error: &Error) -> Option<(String, Option<&'static str>)> {
    match error {
        Error::Intake(fault) => file(fault),
        Error::NoCase(path) => {
            let text = format!(
                "`{}`에 사건 폴더가 없음",
                escaped(&path.display().to_string(), PATH_CHARS)
            );
            let hint = "`cenotaph init DIR`로 만들거나 `--case DIR`로 지정할 것";
            Some((text, Some(hint)))
        }
        _ => None,
    }
}

fn file(fault: &IntakeError) -> Option<(String, Option<&'static str>)> {
    let cannot =
        |path: &str, why: &str| format!("`{}`: 읽을 수 없음: {why}", escaped(path, PATH_CHARS));
    Some(match fault {
        IntakeError::Io { path, why } => {
            let why = match why.kind() {
                std::io::ErrorKind::NotFound => "그런 파일이 없음".to_owned(),
                std::io::ErrorKind::PermissionDenied => "권한이 없음".to_owned(),
                // The system's own words, which its manuals have.
                _ => why.to_string(),
            };
            (cannot(path, &why), None)
        }
        IntakeError::Folder { path } => (cannot(path, "폴더임"), Some("그 안의 파일을 지정할 것")),
        IntakeError::TooLarge { path, limit } => {
            (cannot(path, &format!("{limit}바이트를 넘음")), Some("파일을 나눌 것"))
        }
        IntakeError::Empty { path } => (cannot(path, "비어 있음"), None),
        IntakeError::NotText { path } => {
            (cannot(path, "글이 아님: 맞는 인코딩이 없음"), Some("UTF-8로 저장할 것"))
        }
        IntakeError::TooManyColumns { path, line, columns, limit } => (
            cannot(path, &format!("{line}행에 열이 {columns}개인데 {limit}개까지만 받음")),
            Some("표는 기록마다 열이 아니라 행이 하나씩임"),
        ),
        IntakeError::LongRow { path, line, limit } => (
            cannot(path, &format!("{line}행에서 시작하는 행이 {limit}바이트를 넘음")),
            Some("닫히지 않은 따옴표를 찾을 것"),
        ),
        IntakeError::NoColumn { path, column, head } => {
            let names: Vec<String> = head.iter().map(|name| format!("`{name}`")).collect();
            let column = escaped(column, 80);
            let why = format!("`{column}` 열이 없음; 첫 행의 열: {}", names.join(", "));
            (cannot(path, &why), None)
        }
        IntakeError::ColumnThere { path, column } => (
            cannot(path, &format!("`{column}` 열이 이미 있음")),
            Some("이름을 바꾸거나 뺄 것: 두 번 나오게 됨"),
        ),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::intake::Place;

    #[test]
    fn files_that_cannot_be_read_are_told_in_korean() {
        let path = || "t.csv".to_owned();
        for (fault, words) in [
            (IntakeError::Folder { path: path() }, "`t.csv`: 읽을 수 없음: 폴더임"),
            (
                IntakeError::NoColumn {
                    path: path(),
                    column: "left".into(),
                    head: vec!["a".into()],
                },
                "`t.csv`: 읽을 수 없음: `left` 열이 없음; 첫 행의 열: `a`",
            ),
            (
                IntakeError::Io { path: path(), why: std::io::ErrorKind::NotFound.into() },
                "`t.csv`: 읽을 수 없음: 그런 파일이 없음",
            ),
        ] {
            assert_eq!(error(&Error::Intake(fault)).unwrap().0, words);
        }
        assert_eq!(error(&Error::NoRelease), None);
    }

    #[test]
    fn the_same_complaint_in_korean() {
        let place = Place::row(&Arc::from("t.csv"), None, 3).at(Some(2), Some(Arc::from("B")));
        let of =
            |code, expected: &str| Complaint::new(Severity::Error, code, place.clone(), expected);
        let bit = of("value.bit", "`0` or `1`").found("2").hint("write 1");
        for (complaint_, words) in [
            (bit, "t.csv:3:2: 오류: `B` 열: `2`: `0` 또는 `1`이어야 함 [value.bit]\n  도움말: "),
            (
                of("row.too_long", "3 fields, found 4"),
                "t.csv:3:2: 오류: 칸이 3개여야 하는데 4개임 [row.too_long]",
            ),
            (of("no.such", "something"), "t.csv:3:2: error: Expected something"),
        ] {
            let told = complaint(&complaint_, Lang::Ko);
            assert!(told.starts_with(words), "{told}");
            assert!(complaint(&complaint_, Lang::En).contains("error: "));
        }
    }
}
