//! Calibration questions from a file: what experts said of things that are known.
//!
//! In: a table (CSV) or a list of objects (JSON), each row an expert's answer to a question. Out: [`Seeds`]. The columns are
//! `expert`, `question`, `q5`, `q50`, `q95` (the quantiles), `realisation` (what it is) and, if wanted, `scale` (`uniform` or
//! `log`). What is said of a question needs to stand in one of its rows only.

use std::collections::HashMap;

use serde::Deserialize;
use standoff_ask::experts::calibration::Seed;

/// Experts and the questions that all of them have answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Seeds {
    /// Names, in the order in which they first stand in the file.
    pub experts: Vec<String>,
    /// The questions, with the quantiles in the order of the experts.
    pub questions: Vec<Seed>,
}

/// One expert's answer to one question, as it stands in the file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    expert: String,
    question: String,
    q5: f64,
    q50: f64,
    q95: f64,
    #[serde(default, alias = "realization")]
    realisation: Option<f64>,
    #[serde(default)]
    scale: Option<String>,
}

impl Seeds {
    /// Reads a file.
    ///
    /// # Errors
    /// A sentence that says what is wrong, and in which row.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let text = std::str::from_utf8(bytes).map_err(|_| "it is not text in UTF-8".to_owned())?;
        let text = text.trim_start_matches('\u{feff}');
        let rows = if text.trim_start().starts_with('[') {
            serde_json::from_str(text)
                .map_err(|error| format!("it is no list of answers in JSON: {error}"))?
        } else {
            rows_of_table(text)?
        };
        gathered(rows)
    }
}

/// What is said of a question besides the answers.
#[derive(Default)]
struct Known {
    realisation: Option<f64>,
    scale: Option<String>,
}

fn gathered(rows: Vec<Row>) -> Result<Seeds, String> {
    if rows.is_empty() {
        return Err("it holds no answers".to_owned());
    }
    let (mut experts, mut questions) = (Names::default(), Names::default());
    let mut known: Vec<Known> = Vec::new();
    let mut answers: HashMap<(usize, usize), [f64; 3]> = HashMap::new();
    for row in rows {
        let (expert, question) = (experts.number(&row.expert), questions.number(&row.question));
        let name = &row.question;
        if answers.insert((question, expert), [row.q5, row.q50, row.q95]).is_some() {
            return Err(format!("{} answers \"{}\" twice", short(&row.expert), short(name)));
        }
        if known.len() == question {
            known.push(Known::default());
        }
        let said = &mut known[question];
        if row.realisation.is_some() && said.realisation.is_some_and(|said| Some(said) != row.realisation) {
            return Err(format!("\"{}\" has two realisations", short(name)));
        }
        if row.scale.is_some() && said.scale.as_ref().is_some_and(|said| Some(said) != row.scale.as_ref()) {
            return Err(format!("\"{}\" has two scales", short(name)));
        }
        said.realisation = said.realisation.or(row.realisation);
        said.scale = said.scale.take().or(row.scale);
    }
    let mut seeds = Vec::new();
    for (at, (said, name)) in known.into_iter().zip(questions.all).enumerate() {
        let mut quantiles = Vec::new();
        for (expert, who) in experts.all.iter().enumerate() {
            let answer = answers.get(&(at, expert)).copied();
            quantiles.push(answer.ok_or_else(|| {
                let (who, name) = (short(who), short(&name));
                format!("{who} does not answer \"{name}\": all have to answer all questions")
            })?);
        }
        let logarithmic = match said.scale.as_deref() {
            None | Some("uniform" | "uni") => false,
            Some("log") => true,
            Some(other) => {
                let (name, other) = (short(&name), short(other));
                return Err(format!("the scale of \"{name}\" is `uniform` or `log`, not `{other}`"));
            }
        };
        let realisation =
            said.realisation.ok_or_else(|| format!("\"{}\" has no realisation", short(&name)))?;
        seeds.push(Seed { question: name, realisation, logarithmic, quantiles });
    }
    Ok(Seeds { experts: experts.all, questions: seeds })
}

/// Names numbered in the order in which they come.
#[derive(Default)]
struct Names {
    all: Vec<String>,
    numbers: HashMap<String, usize>,
}

impl Names {
    fn number(&mut self, name: &str) -> usize {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        self.numbers.insert(name.to_owned(), self.all.len());
        self.all.push(name.to_owned());
        self.all.len() - 1
    }
}

fn rows_of_table(text: &str) -> Result<Vec<Row>, String> {
    let mut records = records(text)?.into_iter();
    let head = records.next().ok_or("it holds no answers")?;
    let head: Vec<String> = head.iter().map(|name| name.trim().to_lowercase()).collect();
    let column = |names: &[&str]| head.iter().position(|head| names.contains(&head.as_str()));
    let needed = |names: &[&str]| {
        column(names).ok_or_else(|| format!("its first line names no column `{}`", names[0]))
    };
    let (expert, question) = (needed(&["expert"])?, needed(&["question"])?);
    let quantiles = [needed(&["q5", "5%"])?, needed(&["q50", "50%"])?, needed(&["q95", "95%"])?];
    let realisation = needed(&["realisation", "realization"])?;
    let scale = column(&["scale"]);
    let mut rows = Vec::new();
    for (at, record) in records.enumerate() {
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let cell = |column: usize| record.get(column).map_or("", |cell| cell.trim());
        let number = |column: usize| {
            let text = cell(column);
            let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
            number.ok_or_else(|| format!("line {}: `{}` is not a number", at + 2, short(text)))
        };
        let filled = |column: usize| (!cell(column).is_empty()).then_some(column);
        if cell(expert).is_empty() || cell(question).is_empty() {
            return Err(format!("line {} names no expert or no question", at + 2));
        }
        rows.push(Row {
            expert: cell(expert).to_owned(),
            question: cell(question).to_owned(),
            q5: number(quantiles[0])?,
            q50: number(quantiles[1])?,
            q95: number(quantiles[2])?,
            realisation: filled(realisation).map(number).transpose()?,
            scale: scale.and_then(filled).map(|scale| cell(scale).to_owned()),
        });
    }
    Ok(rows)
}

/// The records of comma-separated values, after RFC 4180.
fn records(text: &str) -> Result<Vec<Vec<String>>, String> {
    let mut records: Vec<Vec<String>> = Vec::new();
    let (mut record, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match (quoted, letter) {
            (true, '"') if letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            (true, '"') => quoted = false,
            (false, '"') if cell.trim().is_empty() => {
                cell.clear();
                quoted = true;
            }
            (false, ',') => record.push(std::mem::take(&mut cell)),
            (false, '\n') => {
                record.push(std::mem::take(&mut cell));
                records.push(std::mem::take(&mut record));
            }
            (false, '\r') if letters.peek() == Some(&'\n') => {}
            (_, letter) => cell.push(letter),
        }
    }
    if quoted {
        return Err("a quotation mark is never closed".to_owned());
    }
    if !(cell.is_empty() && record.is_empty()) {
        record.push(cell);
        records.push(record);
    }
    Ok(records)
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_and_lists_say_the_same() {
        let table = "expert,question,q5,q50,q95,realisation,scale\r\nann,\"how far, in km\",1,2,3,2.5,\r\n\
                     bob,\"how far, in km\",0.5,1,4,,\nann,how many,10,100,1000,50,log\nbob,how many,5,50,500,,\n";
        let list = r#"[
            {"expert": "ann", "question": "how far, in km", "q5": 1, "q50": 2, "q95": 3, "realisation": 2.5},
            {"expert": "bob", "question": "how far, in km", "q5": 0.5, "q50": 1, "q95": 4},
            {"expert": "ann", "question": "how many", "q5": 10, "q50": 100, "q95": 1000, "realization": 50},
            {"expert": "bob", "question": "how many", "q5": 5, "q50": 50, "q95": 500, "scale": "log"}]"#;
        let seeds = Seeds::parse(table.as_bytes()).unwrap();
        assert_eq!(seeds, Seeds::parse(list.as_bytes()).unwrap());
        assert_eq!(seeds.experts, ["ann", "bob"]);
        assert_eq!(seeds.questions[0].question, "how far, in km");
        assert_eq!(seeds.questions[0].quantiles, [[1.0, 2.0, 3.0], [0.5, 1.0, 4.0]]);
        assert_eq!((seeds.questions[1].realisation, seeds.questions[1].logarithmic), (50.0, true));
    }

    #[test]
    fn what_is_wrong_is_a_sentence() {
        let head = "expert,question,q5,q50,q95,realisation\n";
        for (text, word) in [
            ("".to_owned(), "no answers"),
            (head.to_owned(), "no answers"),
            ("expert,question\n".to_owned(), "q5"),
            (format!("{head}ann,one,1,2,x,3\n"), "line 2"),
            (format!("{head}ann,one,1,2,inf,3\n"), "inf"),
            (format!("{head}ann,one,1,2\n"), "line 2"),
            (format!("{head},one,1,2,3,2\n"), "no expert"),
            (format!("{head}ann,one,1,2,3,\n"), "no realisation"),
            (format!("{head}ann,one,1,2,3,2\nann,one,1,2,3,2\n"), "twice"),
            (format!("{head}ann,one,1,2,3,2\nbob,one,1,2,3,5\n"), "two realisations"),
            (format!("{head}ann,one,1,2,3,2\nbob,two,1,2,3,5\n"), "does not answer"),
            (format!("{head}\"ann,one,1,2,3,2\n"), "never closed"),
            ("[{\"expert\": 1}]".to_owned(), "JSON"),
            ("[".to_owned(), "JSON"),
            ("expert,question,q5,q50,q95,realisation,scale\na,b,1,2,3,2,square\n".to_owned(), "square"),
        ] {
            let found = Seeds::parse(text.as_bytes()).unwrap_err();
            assert!(found.contains(word), "{text:?}: {found}");
        }
        assert!(Seeds::parse(&[0xff, 0xfe]).is_err());
        // As many experts as questions, one answer each: refused at the first that is missing.
        let many: String = (0..100_000).map(|at| format!("e{at},q{at},1,2,3,2\n")).collect();
        assert!(Seeds::parse(format!("{head}{many}").as_bytes()).unwrap_err().contains("does not answer"));
    }
}
