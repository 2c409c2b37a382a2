//! What is wished, done: one file for each kind that solves something.
//!
//! In: a wish and the tab's desk. Out: parts of the reply on the way, and the last one.

mod answer;
mod equilibria;
mod export;
mod picture;
mod play;
mod question;

use serde::Serialize;
use serde_json::Value;
use standoff::editor;

use super::lanes::{Out, Work};
use super::protocol::Wish;
use super::reading::Desk;

impl Work for Desk {
    fn run(&self, wish: &Wish, out: &Out) -> Result<Value, String> {
        match wish {
            Wish::Check(of) => value(&editor::check(&self.open(of).read)),
            Wish::Complete { of, at } => {
                let open = self.open(of);
                let used = open.read.files.get(1..).unwrap_or_default();
                value(&editor::complete(&of.text, used, *at))
            }
            Wish::Hover { of, at } => value(&editor::hover(&self.open(of).read, *at)),
            Wish::Answer { of, pictures } => answer::answer(self, of, pictures, out),
            Wish::Picture { of, picture } => picture::alone(self, of, picture, out),
            Wish::Question { of, question, .. } => question::question(self, of, question, out),
            Wish::Play { of, actor, seed, lambda, moves } => {
                play::play(self, of, play::Chair { actor, seed: *seed, lambda: *lambda, moves }, out)
            }
            Wish::Export { of, picture, format } => export::export(self, of, picture, *format, out),
            // Not a job.
            Wish::Stop { .. } => Ok(Value::Null),
        }
    }
}

fn value(reply: &impl Serialize) -> Result<Value, String> {
    serde_json::to_value(reply).map_err(|error| format!("This is a mistake in the program: {error}."))
}
