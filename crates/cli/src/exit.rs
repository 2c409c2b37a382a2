//! Exit codes, and which one wins where several apply.

/// How the program ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Everything was done.
    #[default]
    Done,
    /// Done, and a `check` does not hold.
    CheckFails,
    /// The accuracy asked for was not reached; what was found is printed, marked as such.
    Accuracy,
    /// The command line asks for something that makes no sense or is not in this version.
    Usage,
    /// Ctrl-C; what was found so far is printed.
    Interrupted,
    /// Files, output, or the machine.
    Environment,
    /// The model has errors.
    Model,
}

impl Exit {
    /// The number handed to the shell.
    pub(crate) fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::CheckFails => 1,
            Exit::Usage => 2,
            Exit::Model => 3,
            Exit::Accuracy => 4,
            Exit::Environment => 5,
            Exit::Interrupted => 130,
        }
    }

    /// The one of two that is reported: 3 before 5 before 130 before 2 before 4 before 1 before 0.
    #[must_use]
    pub(crate) fn and(self, other: Exit) -> Exit {
        if other.rank() > self.rank() { other } else { self }
    }

    fn rank(self) -> u8 {
        self as u8
    }
}

/// A sentence for the user and the way the program ends because of it.
#[derive(Debug)]
pub(crate) struct Failure {
    /// Without "error:" and without a full stop; none if what is wrong has been shown already.
    pub(crate) sentence: Option<String>,
    /// How the program ends.
    pub(crate) exit: Exit,
}

impl Failure {
    /// The command line makes no sense.
    pub(crate) fn usage(sentence: impl Into<String>) -> Self {
        Self { sentence: Some(sentence.into()), exit: Exit::Usage }
    }

    /// A file, the output or the machine gets in the way.
    pub(crate) fn environment(sentence: impl Into<String>) -> Self {
        Self { sentence: Some(sentence.into()), exit: Exit::Environment }
    }

    /// The messages that say why have been shown.
    pub(crate) fn shown(exit: Exit) -> Self {
        Self { sentence: None, exit }
    }
}

#[cfg(test)]
mod tests {
    use super::Exit::{self, *};

    #[test]
    fn the_documented_precedence_holds() {
        let order = [Done, CheckFails, Accuracy, Usage, Interrupted, Environment, Model];
        for (i, &low) in order.iter().enumerate() {
            for &high in &order[i..] {
                assert_eq!(low.and(high), high);
                assert_eq!(high.and(low), high);
            }
        }
        let codes: Vec<u8> = order.iter().map(|&exit: &Exit| exit.code()).collect();
        assert_eq!(codes, [0, 1, 4, 2, 130, 5, 3]);
    }
}
