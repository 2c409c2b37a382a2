//! `standoff ask FILE [QUESTION]...`: questions with their answers, and the file's checks.
//!
//! In: a model and perhaps questions. Out: answers and checks as text, JSON or CSV.

use standoff::ask::answer::{Answer, CheckResult, Content};
use standoff::ask::{AskError, Session, Solved};
use standoff::json::answers::{AnswersDocument, SCHEMA};
use standoff::json::from_answers::{answer_part, check_part};
use standoff::json::from_setting::{model_part, setting_part};
use standoff::json::from_solution::solution_part;
use standoff::json::parts::{SettingPart, TimingPart};
use standoff::model::SourceText;
use standoff::model::ir::{Model, Question};
use standoff::solve::solution::Status;
use standoff::syntax::diagnostic::Diagnostic;

use crate::args::resolved::{Ask, Format, Output};
use crate::exit::{Exit, Failure};
use crate::opening::{self, Opened};
use crate::terminal::figure::counted;
use crate::terminal::style::Style;
use crate::terminal::{self, answers, diagnostics, output, solution, table};
use crate::work::{Stop, Work};

pub(crate) fn run(args: &Ask) -> Result<Exit, Failure> {
    let work = Work::new(&args.solving.limits, args.output.quiet);
    let opened = opening::read(&args.file)?;
    let mut session = opened.session(&args.setting, &args.solving, args.lambda, args.output)?;
    session.plan = args.plan;
    let model = session.model;
    let questions = questions(model, &args.questions, args.output)?;

    // The game in the base setting, on which most answers rest.
    let (solved, timing) = opened.solve(&session, None, &work, args.output)?;
    let mut gathered = Gathered::default();
    gathered.note_status(Some(solved.solution.status));
    gathered.answer(&session, &questions, &opened, &work, args);
    let skipped = !(args.setting.is_empty() && args.solving.branch.is_none() && args.lambda.is_none());
    if !skipped {
        gathered.check(&session, &opened, &work, args);
    }
    work.progress.clear();

    let text = match args.output.format {
        Format::Json => {
            let timing = opening::certifying_apart(&solved, timing)?;
            document(&session, &solved, &gathered, skipped, timing)
        }
        Format::Csv => table::csv(&answers::csv_rows(model, &gathered.answers)),
        Format::Text => report(model, &solved, &gathered, args),
    };
    let mut exit = output::print(&text).and(gathered.exit);
    if skipped && !model.checks.is_empty() && !args.output.quiet {
        let checks = counted(model.checks.len() as u64, "check is", "checks are");
        output::say(&format!("note: the file's {checks} skipped, since the command line gives a setting\n"));
    }
    if let Some(stop) = gathered.stopped {
        output::say_error(stop.sentence());
        exit = exit.and(stop.exit());
    }
    Ok(exit)
}

/// The questions given, or those of the file.
pub(super) fn questions(model: &Model, texts: &[String], how: Output) -> Result<Vec<Question>, Failure> {
    if texts.is_empty() {
        return Ok(model.asks.clone());
    }
    given(model, texts, how)
}

/// Questions of the command line. A failure if one of them is no question; messages are shown.
pub(super) fn given(model: &Model, texts: &[String], how: Output) -> Result<Vec<Question>, Failure> {
    let mut questions = Vec::new();
    let mut all_fine = true;
    for text in texts {
        match standoff::model::question(model, text) {
            Ok(question) => questions.push(question),
            Err(found) => {
                let shown: Vec<&Diagnostic> = found.iter().collect();
                let files = [SourceText { name: "question".into(), text: text.clone() }];
                output::say(&diagnostics::render(&shown, &files, how.color_errors));
                all_fine = false;
            }
        }
    }
    if all_fine { Ok(questions) } else { Err(Failure::shown(Exit::Usage)) }
}

/// What was found so far.
#[derive(Default)]
struct Gathered {
    answers: Vec<Answer>,
    checks: Vec<CheckResult>,
    exit: Exit,
    stopped: Option<Stop>,
}

impl Gathered {
    fn answer(
        &mut self,
        session: &Session,
        questions: &[Question],
        opened: &Opened,
        work: &Work,
        args: &Ask,
    ) {
        let given = !args.questions.is_empty();
        for question in questions {
            if self.stop_if_due(work) {
                return;
            }
            work.progress.doing(question.text.clone());
            match session.answer_with_ranges(question, work, &|| work.should_stop()) {
                Ok(answer) => {
                    if answer.is_partial() {
                        self.stopped = work.stopped();
                    }
                    if given && matches!(answer.content, Content::Unanswered(_)) {
                        self.exit = self.exit.and(Exit::Usage);
                    }
                    self.note_status(answer.status);
                    self.answers.push(answer);
                }
                Err(AskError::Stopped) if work.stopped().is_some() => {
                    self.stopped = work.stopped();
                    return;
                }
                Err(error) => {
                    let sentence = self.trouble(&error, opened, work, args);
                    let content = Content::Unanswered(sentence);
                    self.answers.push(Answer { question: question.text.clone(), content, status: None });
                }
            }
        }
    }

    fn check(&mut self, session: &Session, opened: &Opened, work: &Work, args: &Ask) {
        for check in &session.model.checks {
            if self.stop_if_due(work) {
                return;
            }
            work.progress.doing(format!("check {}", check.question.text));
            match session.check(check, work, &|| work.should_stop()) {
                Ok(result) => {
                    if !result.holds {
                        self.exit = self.exit.and(Exit::CheckFails);
                    }
                    self.note_status(result.status);
                    self.checks.push(result);
                }
                Err(AskError::Stopped) if work.stopped().is_some() => {
                    self.stopped = work.stopped();
                    return;
                }
                Err(error) => {
                    let sentence = self.trouble(&error, opened, work, args);
                    self.exit = self.exit.and(Exit::CheckFails);
                    self.checks.push(CheckResult {
                        check: check.question.text.clone(),
                        holds: false,
                        value: None,
                        expected: f64::NAN,
                        within: f64::NAN,
                        limit: false,
                        status: None,
                        note: Some(sentence),
                    });
                }
            }
        }
    }

    fn stop_if_due(&mut self, work: &Work) -> bool {
        self.stopped = self.stopped.or_else(|| work.stopped());
        self.stopped.is_some()
    }

    /// A question's own setting gives no game, or none that could be solved.
    fn trouble(&mut self, error: &AskError, opened: &Opened, work: &Work, args: &Ask) -> String {
        work.progress.clear();
        let sentence = error.to_string();
        self.exit = self.exit.and(match error {
            AskError::Compile(compile) => {
                opened.say(compile.diagnostics(), args.output);
                Exit::Model
            }
            AskError::Undefined(_) => Exit::Model,
            AskError::NoNumber | AskError::TooMany { .. } => Exit::Usage,
            AskError::Solve(_) | AskError::Stopped => Exit::Accuracy,
        });
        sentence
    }

    fn note_status(&mut self, status: Option<Status>) {
        if status == Some(Status::Stalled) {
            self.exit = self.exit.and(Exit::Accuracy);
        }
    }
}

fn document(
    session: &Session,
    solved: &Solved,
    gathered: &Gathered,
    skipped: bool,
    timing: TimingPart,
) -> String {
    let model = session.model;
    standoff::json::pretty(&AnswersDocument {
        schema: SCHEMA,
        model: model_part(model),
        setting: SettingPart { lambda: session.request.lambda, ..setting_part(model, &session.base) },
        solution: Some(solution_part(model, solved)),
        answers: gathered.answers.iter().map(|answer| answer_part(model, answer)).collect(),
        checks: gathered.checks.iter().map(check_part).collect(),
        checks_skipped: skipped && !model.checks.is_empty(),
        stopped: gathered.stopped.map(Stop::word),
        timing,
    })
}

fn report(model: &Model, solved: &Solved, gathered: &Gathered, args: &Ask) -> String {
    let style = Style::new(args.output.color);
    let mut text = args.lambda.map_or_else(String::new, answers::where_sides_err);
    text.push_str(&answers::answers(model, &gathered.answers));
    if !gathered.checks.is_empty() {
        let failing: Vec<CheckResult> = gathered.checks.iter().filter(|c| !c.holds).cloned().collect();
        let holding = gathered.checks.len() - failing.len();
        // Whoever asks for something else is told of checks only as far as they matter.
        let shown = if args.questions.is_empty() { &gathered.checks } else { &failing };
        if !shown.is_empty() {
            text.push_str(&answers::checks(shown, style));
        }
        let all = counted(gathered.checks.len() as u64, "check", "checks");
        let word = if holding == 1 { "holds" } else { "hold" };
        text.push_str(&format!("{holding} of {all} {word}\n\n"));
    }
    let result = &solved.solution;
    text.push_str(&terminal::line(&solution::status(result.status, &result.certificate, args.lambda)));
    text
}
