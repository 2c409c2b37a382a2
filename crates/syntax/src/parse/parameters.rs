//! Parameters, tables of parameters by a secret, and options.
//!
//! ```text
//! params   = "parameters" [STRING] NL INDENT { param } DEDENT | "parameter" param ;
//! param    = NAME "=" number [ "in" number "to" number ] [ "~" dist ] [ "unit" STRING ] [STRING] NL
//!            [ INDENT { evidence | opinion } DEDENT ] ;
//! table    = "parameters" "by" NAME "." NAME [STRING] NL INDENT labels-row { row } DEDENT ;
//! evidence = ("fact"|"judgement"|"assumption") NAME [ "par" INT ] [ ":" STRING ] [ "," "by" NAME ] NL ;
//! opinion  = "opinion" NAME number NL ;
//! option   = "option" NAME "=" literal [ "in" number "to" number | "among" literal {"," literal} ] [STRING] NL ;
//! ```

use super::{Parsed, Parser};
use crate::ast::{
    Decl, Evidence, EvidenceKind, LabelName, Opinion, OptionChoices, OptionDecl, Param, Parameters, Row,
    Table,
};
use crate::diagnostic::Diagnostic;
use crate::keyword::{self, Place};
use crate::token::TokenKind;

/// What stands below a parameter.
enum Support {
    Evidence(Evidence),
    Opinion(Opinion),
}

impl Parser<'_> {
    /// `parameters`, as a group or as a table.
    pub(super) fn parameters(&mut self, line: usize) -> Option<Decl> {
        if self.peek_word(1) == Some("by") {
            return self.table(line).map(Decl::Table);
        }
        let heading = self.head(|p| {
            p.word("parameters")?;
            if p.at_kind(TokenKind::Name) && p.kind(1) == Some(TokenKind::Equals) {
                let span = p.here();
                let diagnostic = Diagnostic::error("SD126", span, "parameters stand below this line");
                return Err(p.fail(
                    diagnostic
                        .hint("put each on its own line, indented; or write `parameter` for a single one"),
                ));
            }
            let heading = p.caption();
            p.at_word("by");
            p.end()?;
            Ok(heading)
        });
        if self.is_corrected(1, "by") {
            return self.table(line).map(Decl::Table);
        }
        let below = self.children(line);
        if below.is_empty() {
            self.no_block("the parameters, each on its own line,");
        }
        let mut params = Vec::new();
        for child in below {
            if self.start(child) {
                params.extend(self.param(child, false));
            } else {
                self.abandon(child);
            }
        }
        Some(Decl::Parameters(Parameters { heading: heading.flatten(), params }))
    }

    /// `parameter NAME = ...`
    pub(super) fn parameter(&mut self, line: usize) -> Option<Parameters> {
        let param = self.param(line, true)?;
        Some(Parameters { heading: None, params: vec![param] })
    }

    fn param(&mut self, line: usize, keyword: bool) -> Option<Param> {
        let head = self.head(|p| {
            if keyword {
                p.word("parameter")?;
            }
            let span = p.line_span();
            let name = p.declared("the name of a parameter")?;
            if p.at_kind(TokenKind::Number) {
                let place = p.here();
                let diagnostic =
                    Diagnostic::error("SD125", place, "`=` is missing between the parameter and its value");
                p.complain(diagnostic.fix(crate::span::Span { end: place.start, ..place }, "= "));
            } else {
                p.mark(TokenKind::Equals, "=")?;
            }
            let value = p.number("a number (what is computed is a `let`)")?;
            if let Some(
                TokenKind::Plus | TokenKind::Minus | TokenKind::Star | TokenKind::Slash | TokenKind::Caret,
            ) = p.kind(0)
            {
                let diagnostic = Diagnostic::error("SD125", p.here(), "a parameter's value is one number");
                return Err(p.fail(diagnostic.hint("write `let NAME = ...` for what is computed")));
            }
            let mut param = Param {
                name,
                value,
                range: None,
                dist: None,
                unit: None,
                caption: None,
                evidence: Vec::new(),
                opinions: Vec::new(),
                span,
            };
            // From here on the parameter is kept, whatever else is wrong.
            if p.param_rest(&mut param).is_err() {
                return Ok(param);
            }
            Ok(param)
        });
        let (mut evidence, mut opinions) = (Vec::new(), Vec::new());
        for child in self.children(line) {
            if !self.start(child) {
                continue;
            }
            match self.one_line(child, Self::support) {
                Some(Support::Evidence(found)) => evidence.push(found),
                Some(Support::Opinion(found)) => opinions.push(found),
                None => {}
            }
        }
        let mut param = head?;
        (param.evidence, param.opinions) = (evidence, opinions);
        Some(param)
    }

    fn param_rest(&mut self, param: &mut Param) -> Parsed<()> {
        param.range = self.bounds()?;
        if self.eat(TokenKind::Tilde) {
            param.dist = Some(self.dist()?);
        }
        if self.eat_word("unit") {
            param.unit = Some(self.text_in_quotes("the unit in quotation marks")?);
        }
        param.caption = self.caption();
        if param.range.is_none() && param.caption.is_some() && self.at_word("in") {
            let span = self.here();
            let diagnostic = Diagnostic::error("SD126", span, "the range stands before the caption");
            return Err(self.fail(diagnostic.hint("write NAME = value in low to high \"caption\"")));
        }
        self.end()
    }

    fn support(&mut self) -> Parsed<Support> {
        let span = self.line_span();
        if self.eat_word("opinion") {
            let expert = self.name("the name of an expert")?;
            let value = self.number("the expert's value for this parameter")?;
            self.end()?;
            return Ok(Support::Opinion(Opinion { expert, value, span }));
        }
        let kind = if self.eat_word("fact") {
            EvidenceKind::Fact
        } else if self.eat_word("judgement") {
            EvidenceKind::Judgement
        } else if self.eat_word("assumption") {
            EvidenceKind::Assumption
        } else {
            let words: Vec<String> = keyword::at(Place::Evidence).map(|word| format!("`{word}`")).collect();
            return Err(self.expected(&format!("one of {}", words.join(", "))));
        };
        let source = self.name("the name of a source")?;
        let par = if self.eat_word("par") { Some(self.whole("the number of a paragraph")?) } else { None };
        let text = if self.eat(TokenKind::Colon) {
            Some(self.text_in_quotes("the words in quotation marks")?)
        } else {
            None
        };
        let by = if self.eat(TokenKind::Comma) {
            self.word("by")?;
            Some(self.name("the name of an expert")?)
        } else {
            None
        };
        self.end()?;
        Ok(Support::Evidence(Evidence { kind, source, par, text, by, span }))
    }

    // ------------------------------------------------------------------------------------------------- tables

    fn table(&mut self, line: usize) -> Option<Table> {
        let head = self.head(|p| {
            let span = p.line_span();
            p.word("parameters")?;
            p.word("by")?;
            let secret = p.dotted("a secret: ACTOR.NAME")?;
            let heading = p.caption();
            p.end()?;
            Ok((secret, heading, span))
        });
        let below = self.children(line);
        let Some(first) = below.first().copied() else {
            self.no_block("the secret's labels, and then a row for each parameter,");
            let (secret, heading, span) = head?;
            return Some(Table { secret, heading, labels: Vec::new(), rows: Vec::new(), span });
        };
        let mut labels = None;
        let mut rows = below.as_slice();
        if self.start(first) {
            if self.kind(0) == Some(TokenKind::Name)
                && matches!(self.kind(1), Some(TokenKind::Number | TokenKind::Minus))
            {
                let span = self.line_span();
                let diagnostic =
                    Diagnostic::error("SD136", span, "the row of labels is missing before this line");
                self.complain(
                    diagnostic.hint("the first row names the secret's labels, one for each column"),
                );
            } else {
                labels = self.one_line(first, Self::labels_row);
                rows = below.get(1..).unwrap_or(&[]);
            }
        }
        let columns = labels.as_ref().map(Vec::len);
        let mut found = Vec::new();
        for row in rows {
            if self.start(*row) {
                found.extend(self.one_line(*row, |p| p.row(columns)));
            } else {
                self.abandon(*row);
            }
        }
        if labels.is_none() {
            self.abandon(line);
        }
        let (secret, heading, span) = head?;
        Some(Table { secret, heading, labels: labels?, rows: found, span })
    }

    fn labels_row(&mut self) -> Parsed<Vec<LabelName>> {
        let mut labels = Vec::new();
        while !self.at_end() {
            if self.at_kind(TokenKind::Comma) && !labels.is_empty() {
                let span = self.here();
                self.complain(
                    Diagnostic::error("SD136", span, "the labels of a table stand without commas")
                        .fix(span, ""),
                );
                self.advance();
                continue;
            }
            labels.push(self.label()?);
        }
        Ok(labels)
    }

    /// `NAME number ... [in a to b] ["caption"]`
    fn row(&mut self, columns: Option<usize>) -> Parsed<Row> {
        let span = self.line_span();
        let name = self.declared("the name of a parameter")?;
        let mut values = Vec::new();
        while matches!(self.kind(0), Some(TokenKind::Number | TokenKind::Minus)) {
            values.push(self.number("a number")?);
            if self.at_kind(TokenKind::Comma) {
                let span = self.here();
                let message = "the values of a table stand without commas";
                self.complain(Diagnostic::error("SD136", span, message).fix(span, ""));
                self.advance();
            }
        }
        if values.is_empty() {
            return Err(self.expected("a number for each label"));
        }
        if let Some(columns) = columns
            && columns != values.len()
        {
            let (first, last) = (values.first().map(|v| v.span), values.last().map(|v| v.span));
            let place = first.unwrap_or(span).to(last.unwrap_or(span));
            let message = format!("this row has {} values for {columns} labels", values.len());
            let diagnostic = Diagnostic::error("SD136", place, message);
            return Err(self
                .fail(diagnostic.hint("each row has one value for each label, in the order of the labels")));
        }
        let range = self.bounds()?;
        let caption = self.caption();
        self.end()?;
        Ok(Row { name, values, range, caption, span })
    }

    // ------------------------------------------------------------------------------------------------- options

    pub(super) fn option(&mut self, line: usize) -> Option<OptionDecl> {
        self.one_line(line, |p| {
            let span = p.line_span();
            p.word("option")?;
            let name = p.declared("the name of the option")?;
            p.mark(TokenKind::Equals, "=")?;
            let value = p.literal("the value of the option")?;
            let choices = if let Some((low, high)) = p.bounds()? {
                OptionChoices::Range(low, high)
            } else if p.eat_word("among") {
                let mut values = vec![p.literal("a value of the option")?];
                while p.eat(TokenKind::Comma) {
                    values.push(p.literal("a value of the option")?);
                }
                OptionChoices::Among(values)
            } else {
                OptionChoices::Any
            };
            let caption = p.caption();
            p.end()?;
            Ok(OptionDecl { name, value, choices, caption, span })
        })
    }
}
