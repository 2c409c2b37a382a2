//! `standoff experts FILE [QUESTION]...`: experts side by side.
//!
//! In: a model, perhaps questions, weights or calibration questions. Out: each expert's answer, where they would have to move
//! to agree, the answer when their opinions are pooled, and what their differences stem from; as text or JSON.

use standoff::ask::experts::{Findings, Panel, find, is_number};
use standoff::ask::{AskError, Session};
use standoff::json::experts::{CalibrationPart, ExpertPart, ExpertsDocument, PoolPart, QuestionPart, SCHEMA};
use standoff::json::from_experts::{expert_name, question_part, unanswered};
use standoff::json::from_setting::{model_part, setting_part};
use standoff::json::named::Named;
use standoff::model::ir::{Edit, Model, Question, Setting as Change, VariantId};
use standoff::model::setting as name;
use standoff::solve::solution::Status;
use standoff::syntax::ast::Literal;
use standoff::syntax::parse_literal;

use crate::args::resolved::{Experts, Format};
use crate::exit::{Exit, Failure};
use crate::opening::{self, Opened};
use crate::panel::{Heard, Speaker, heard};
use crate::terminal::style::Style;
use crate::terminal::{experts as text, output};
use crate::work::{Stop, Work};

pub(crate) fn run(args: &Experts) -> Result<Exit, Failure> {
    let work = Work::new(&args.solving.limits, args.output.quiet);
    let opened = opening::read(&args.file)?;
    let session = opened.session(&args.setting, &args.solving, None, args.output)?;
    let model = session.model;
    let heard = heard(&session, args)?;
    let questions = questions(model, args)?;
    opened.build(&session, &work, args.output)?;

    let mut gathered = Gathered::default();
    for question in &questions {
        gathered.stopped = gathered.stopped.or_else(|| work.stopped());
        if gathered.stopped.is_some() {
            break;
        }
        work.progress.doing(question.text.clone());
        gathered.ask(&session, question, &heard.panel, &opened, &work, args);
    }
    work.progress.clear();
    let text = match args.output.format {
        Format::Json => document(&session, &heard, &gathered),
        _ => text::report(model, &heard, &gathered.found, Style::new(args.output.color)),
    };
    let exit = output::print(&text).and(gathered.exit);
    Ok(exit.and(Stop::told(gathered.stopped)))
}

/// The questions given, or those of the file that name experts, or else all that have a number for an answer.
fn questions(model: &Model, args: &Experts) -> Result<Vec<Question>, Failure> {
    if !args.questions.is_empty() {
        return super::ask::given(model, &args.questions, args.output);
    }
    let numbers: Vec<&Question> = model.asks.iter().filter(|question| is_number(&question.query)).collect();
    let names_experts =
        |question: &&&Question| question.settings.iter().any(|change| matches!(change, Change::Opinions(_)));
    let mut asked: Vec<Question> =
        numbers.iter().filter(names_experts).map(|&question| question.clone()).collect();
    if asked.is_empty() {
        asked.extend(numbers.into_iter().cloned());
    }
    if asked.is_empty() {
        return Err(Failure::usage(
            "the file asks nothing that has a number for an answer: give a question, such as `value of play to NAME`",
        ));
    }
    Ok(asked)
}

/// What was found so far.
#[derive(Default)]
struct Gathered {
    found: Vec<(String, Question, Result<Findings, String>)>,
    exit: Exit,
    stopped: Option<Stop>,
}

impl Gathered {
    fn ask(
        &mut self,
        session: &Session,
        question: &Question,
        panel: &Panel,
        opened: &Opened,
        work: &Work,
        args: &Experts,
    ) {
        let found = if is_number(&question.query) {
            // What the command line sets holds for every expert.
            let mut question = question.clone();
            question.settings.extend(set(session.model, args));
            find(session, &question, panel, work, &|| work.should_stop())
        } else {
            self.exit = self.exit.and(Exit::Usage);
            let sentence = "experts are compared on questions that have one number for an answer".to_owned();
            self.found.push((question.text.clone(), question.clone(), Err(sentence)));
            return;
        };
        let found = match found {
            Ok(found) => {
                if found.status() == Some(Status::Stalled) {
                    self.exit = self.exit.and(Exit::Accuracy);
                }
                Ok(found)
            }
            Err(AskError::Stopped) if work.stopped().is_some() => {
                self.stopped = work.stopped();
                return;
            }
            Err(error) => {
                work.progress.clear();
                if let AskError::Compile(compile) = &error {
                    opened.say(compile.diagnostics(), args.output);
                }
                self.exit = self.exit.and(match error {
                    AskError::Compile(_) | AskError::Undefined(_) => Exit::Model,
                    _ => Exit::Accuracy,
                });
                Err(error.to_string())
            }
        };
        self.found.push((question.text.clone(), question.clone(), found));
    }
}

/// The parameters that the command line sets, as changes of a question.
fn set(model: &Model, args: &Experts) -> Vec<Change> {
    let change = |(parameter, value): &(String, String)| {
        let id = name::parameter(model, parameter).ok()?;
        match parse_literal(value) {
            Some(Literal::Number(number)) => Some(Change::Edit(Edit::Parameter(id, number.value))),
            _ => None,
        }
    };
    args.setting.parameters.iter().filter_map(change).collect()
}

fn document(session: &Session, heard: &Heard, gathered: &Gathered) -> String {
    let model = session.model;
    let name = |at: usize| model.parameters[at].name.clone();
    let values = |values: &[f64]| -> Named<f64> {
        heard.differing.iter().zip(values).map(|(id, value)| (name(id.0 as usize), *value)).collect()
    };
    let variant = |id: VariantId| model.variants.get(id.0 as usize).map(|variant| variant.name.clone());
    let expert = |speaker: &Speaker| ExpertPart {
        expert: expert_name(model, speaker.member.expert),
        weight: standoff::ask::session::to_f64(&speaker.member.weight),
        under: speaker.member.under.and_then(variant),
        parameters: values(&speaker.values),
        calibration: speaker.score.as_ref().map(|score| CalibrationPart {
            calibration: score.calibration,
            information: score.information,
            hits: score.hits,
            informations: heard.seeds.iter().cloned().zip(score.informations.iter().copied()).collect(),
        }),
    };
    let question = |(text, _, found): &(String, Question, Result<Findings, String>)| -> QuestionPart {
        match found {
            Ok(found) => question_part(model, text, found),
            Err(sentence) => unanswered(text, sentence),
        }
    };
    standoff::json::pretty(&ExpertsDocument {
        schema: SCHEMA,
        model: model_part(model),
        setting: setting_part(model, &session.base),
        weights: heard.weights,
        experts: heard.speakers.iter().map(expert).collect(),
        pools: heard
            .pools
            .iter()
            .map(|(pool, found)| PoolPart {
                pool: pool.word(),
                parameters: found.as_deref().map_or_else(|_| Named::default(), values),
                note: found.as_ref().err().cloned(),
            })
            .collect(),
        parameters: heard
            .differing
            .iter()
            .map(|&id| (name(id.0 as usize), if heard.roles.is_fact(id) { "facts" } else { "values" }))
            .collect(),
        notes: heard.notes.clone(),
        questions: gathered.found.iter().map(question).collect(),
        stopped: gathered.stopped.map(Stop::word),
    })
}
