//! `standoff ask FILE [QUESTION]...`: questions with their answers, and the file's checks.
//!
//! In: a model and perhaps questions. Out: answers and checks as text, JSON or CSV.

use std::time::Instant;

use standoff::ask::answer::{Answer, CheckResult, Content};
use standoff::ask::{AskError, Session};
use standoff::json::answers::{AnswersDocument, SCHEMA};
use standoff::json::from_answers::{answer_part, check_part};
use standoff::json::from_setting::{model_part, setting_part};
use standoff::json::from_solution::solution_part;
use standoff::json::parts::TimingPart;
use standoff::model::SourceText;
use standoff::model::ir::{Model, Question};
use standoff::solve::solution::Status;
use standoff::syntax::diagnostic::Diagnostic;

use crate::args::resolved::{Ask, Format};
use crate::exit::{Exit, Failure};
use crate::opening::{self, Opened};
use crate::terminal::figure::counted;
use crate::terminal::style::Style;
use crate::terminal::{self, answers, diagnostics, output, solution, table};
use crate::work::{Stop, Work};

pub(crate) fn run(args: &Ask) -> Result<Exit, Failure> {
    let work = Work::new(&args.solving.limits, args.output.quiet);
    let opened = opening::read(&args.file)?;
    let model = match opened.model(args.output) {
        Ok(model) => model,
        Err(exit) => return Ok(exit),
    };
    let setting = args.setting.apply(model, args.solving.branch)?;
    let Some(questions) = questions(model, args) else { return Ok(Exit::Usage) };
    let session = opening::session(model, setting, &args.solving, None);

    let mut gathered = Gathered::default();
    if let Err(exit) = gathered.solve(&session, &opened, &work, args) {
        return Ok(exit);
    }
    gathered.answer(&session, &questions, &opened, &work, args);
    let skipped = !(args.setting.is_empty() && args.solving.branch.is_none());
    if !skipped {
        gathered.check(&session, &opened, &work, args);
    }
    work.progress.clear();

    let text = match args.output.format {
        Format::Json => document(model, &session, &gathered, skipped, &opened),
        Format::Csv => table::csv(&answers::csv_rows(model, &gathered.answers)),
        Format::Text => report(model, &session, &gathered, args),
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

/// The questions given, or those of the file. `None` if one of those given is no question; messages are shown.
fn questions(model: &Model, args: &Ask) -> Option<Vec<Question>> {
    if args.questions.is_empty() {
        return Some(model.asks.clone());
    }
    let mut questions = Vec::new();
    let mut all_fine = true;
    for text in &args.questions {
        match standoff::model::question(model, text) {
            Ok(question) => questions.push(question),
            Err(found) => {
                let shown: Vec<&Diagnostic> = found.iter().collect();
                let files = [SourceText { name: "question".into(), text: text.clone() }];
                output::say(&diagnostics::render(&shown, &files, args.output.color_errors));
                all_fine = false;
            }
        }
    }
    all_fine.then_some(questions)
}

/// What was found so far.
#[derive(Default)]
struct Gathered {
    answers: Vec<Answer>,
    checks: Vec<CheckResult>,
    exit: Exit,
    stopped: Option<Stop>,
    compile_s: f64,
    solve_s: f64,
}

impl Gathered {
    /// The game in the base setting, on which most answers rest.
    fn solve(&mut self, session: &Session, opened: &Opened, work: &Work, args: &Ask) -> Result<(), Exit> {
        let budget = || work.should_stop();
        work.progress.doing("building the game");
        let started = Instant::now();
        let refuse = |error: AskError| opened.refuse(&error, work, args.output);
        let compiled = session.compiled(&session.base, &budget).map_err(refuse)?;
        self.compile_s = started.elapsed().as_secs_f64();
        opened.say(&compiled.warnings_beyond(&opened.diagnostics), args.output);
        work.progress.doing("solving");
        let started = Instant::now();
        let solved = session.solved(&session.base, &budget).map_err(refuse)?;
        self.solve_s = started.elapsed().as_secs_f64();
        self.note_status(Some(solved.solution.status));
        Ok(())
    }

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
            match session.answer(question, work, &|| work.should_stop()) {
                Ok(answer) => {
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

fn document(model: &Model, session: &Session, gathered: &Gathered, skipped: bool, opened: &Opened) -> String {
    // Solved before and kept: nothing is computed here.
    let solved = session.solved(&session.base, &|| true).ok();
    standoff::json::pretty(&AnswersDocument {
        schema: SCHEMA,
        model: model_part(model),
        setting: setting_part(model, &session.base),
        solution: solved.map(|solved| solution_part(model, &solved)),
        answers: gathered.answers.iter().map(|answer| answer_part(model, answer)).collect(),
        checks: gathered.checks.iter().map(check_part).collect(),
        checks_skipped: skipped && !model.checks.is_empty(),
        stopped: gathered.stopped.map(Stop::word),
        timing: TimingPart {
            read_s: opened.read_s,
            compile_s: gathered.compile_s,
            solve_s: gathered.solve_s,
            certify_s: 0.0,
        },
    })
}

fn report(model: &Model, session: &Session, gathered: &Gathered, args: &Ask) -> String {
    let style = Style::new(args.output.color);
    let mut text = answers::answers(model, &gathered.answers);
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
    if let Ok(solved) = session.solved(&session.base, &|| true) {
        let result = &solved.solution;
        text.push_str(&terminal::line(&solution::status(result.status, &result.certificate, None)));
    }
    text
}
