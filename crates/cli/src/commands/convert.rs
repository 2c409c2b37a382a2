//! `standoff convert FILE [OUT] --to FORMAT`: a game in another format, written exactly.
//!
//! In: a model or a game. Out: `.efg`, `.nfg` or JSON, whole or not at all. Information sets, actions and players keep
//! their names and numbers, so that a profile of the one is a profile of the other.

use standoff::FileGame;
use standoff::compile::LabelNumbers;
use standoff::file_game::from_model;
use standoff::game::formats::{efg, nfg};

use crate::args::resolved::{Convert, GameFormat, Method, Solving};
use crate::exit::{Exit, Failure};
use crate::terminal::output;
use crate::work::Work;
use crate::{files, game_file, opening};

/// Larger tables are better left as trees.
const MOST_ENTRIES: u64 = 1_000_000;

pub(crate) fn run(args: &Convert) -> Result<Exit, Failure> {
    let file = if files::is_game(&args.file) {
        game_file::open(&args.file, &args.setting, &args.limits, args.output)?.file
    } else {
        of_model(args)?
    };
    let text = match args.to {
        GameFormat::Efg => efg::write(&file.game),
        GameFormat::Json => standoff::json::pretty(&file.document()),
        GameFormat::Nfg => {
            let table = nfg::table(&file.game, MOST_ENTRIES).map_err(|error| {
                Failure::usage(format!("{} cannot be written as a table: {error}", args.file.name()))
            })?;
            nfg::write(&table)
        }
    };
    match &args.out {
        None => Ok(output::print(&text)),
        Some(path) => files::write(path, text.as_bytes()).map(|()| Exit::Done),
    }
}

/// The game of a model, in the setting of the file and the command line.
fn of_model(args: &Convert) -> Result<FileGame, Failure> {
    let work = Work::new(&args.limits, args.output.quiet);
    let opened = opening::read(&args.file)?;
    let limits = args.limits.clone();
    let solving =
        Solving { method: Method::Auto, branch: None, accuracy: None, iterations: None, seed: None, limits };
    let session = opened.session(&args.setting, &solving, None, args.output)?;
    opened.build(&session, &work, args.output)?;
    let (compiled, numbers, exact) = session
        .numbers(&session.base, &|| work.should_stop())
        .map_err(|error| opened.refuse(&error, &work, args.output))?;
    work.progress.clear();
    let model = session.model;
    let labels = LabelNumbers::at(&session.base.parameters);
    let made = from_model(compiled.names(model, &labels), &numbers, exact.as_ref());
    if made.rounded && !args.output.quiet {
        output::say(
            "note: some numbers of the model are irrational; they were rounded to the nearest doubles, which are written \
             exactly\n",
        );
    }
    FileGame::new(model.name.clone(), model.sha256.clone(), made.game, Vec::new())
        .map_err(|error| Failure { sentence: Some(error.to_string()), exit: Exit::Model })
}
