//! Declares parameters: single ones, groups, and tables by a secret, with their evidence, opinions and ranges.
//!
//! In: declarations; secrets, experts and sources are known. Out: [`Parameter`]s and [`Row`]s in text order.

use num_rational::BigRational;
use num_traits::{Signed, Zero};
use rustc_hash::{FxHashMap, FxHashSet};
use standoff_syntax::ast::{self, Decl, Dist, DistKind, Number};
use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::number::show;
use standoff_syntax::span::Span;

use super::Resolver;
use super::declare::{LabelText, count, label_text};
use super::load::Placed;
use super::names::{Class, Entity};
use super::typed::label_names;
use crate::ir::{Domain, Evidence, ExpertId, Parameter, ParameterId, Row, RowId, ThingId};
use crate::suggest::{did_you_mean, listed, nearest};

impl<'a> Resolver<'a> {
    /// All parameters in text order.
    pub(super) fn declare_parameters(&mut self, decls: &[Placed<'a>]) {
        for placed in decls {
            match placed.decl {
                Decl::Parameters(group) => {
                    let heading = self.heading(group.heading.as_ref());
                    for param in &group.params {
                        self.parameter(param, heading, placed.prefix);
                    }
                }
                Decl::Table(table) => self.table(table, placed.prefix),
                _ => {}
            }
        }
    }

    fn heading(&mut self, heading: Option<&ast::Text>) -> Option<u32> {
        let heading = heading?;
        self.model.groups.push(heading.text.clone());
        Some(count(self.model.groups.len() - 1))
    }

    fn parameter(&mut self, param: &ast::Param, group: Option<u32>, prefix: &str) {
        let id = ParameterId(count(self.model.parameters.len()));
        let name = format!("{prefix}{}", param.name.text);
        self.name(&name, Entity::Parameter(id), param.name.span);
        self.in_range(&name, &param.value, param.range.as_ref());
        if let Some(dist) = &param.dist {
            self.distribution(dist);
        }
        let evidence = param.evidence.iter().filter_map(|line| self.evidence(line, prefix)).collect();
        let mut opinions: Vec<(ExpertId, BigRational)> = Vec::new();
        let mut places: Vec<(ExpertId, Span)> = Vec::new();
        for opinion in &param.opinions {
            let Some(expert) = self.expert_named(&opinion.expert, prefix) else { continue };
            if let Some((_, old)) = places.iter().find(|(other, _)| *other == expert) {
                let message = format!("`{}` has two opinions on `{}`", opinion.expert.text, param.name.text);
                self.found.push(
                    Diagnostic::error("SD203", opinion.expert.span, message)
                        .also(*old, "first here")
                        .hint("leave one of them out"),
                );
                continue;
            }
            places.push((expert, opinion.expert.span));
            opinions.push((expert, opinion.value.value.clone()));
        }
        self.model.parameters.push(Parameter {
            name,
            caption: param.caption.as_ref().map(|caption| caption.text.clone()),
            unit: param.unit.as_ref().map(|unit| unit.text.clone()),
            value: param.value.value.clone(),
            percent: param.value.percent,
            range: param.range.as_ref().map(|(from, to)| (from.value.clone(), to.value.clone())),
            dist: param.dist.clone(),
            group,
            evidence,
            opinions,
            cell: None,
            span: param.name.span,
        });
    }

    pub(super) fn expert_named(&mut self, name: &ast::Name, prefix: &str) -> Option<ExpertId> {
        self.names.need(prefix, name, "expert", &mut self.found, |entity| match entity {
            Entity::Expert(id) => Some(id),
            _ => None,
        })
    }

    fn evidence(&mut self, line: &ast::Evidence, prefix: &str) -> Option<Evidence> {
        let source =
            self.names.need(prefix, &line.source, "source", &mut self.found, |entity| match entity {
                Entity::Source(id) => Some(id),
                _ => None,
            });
        let by = match &line.by {
            Some(expert) => Some(self.expert_named(expert, prefix)?),
            None => None,
        };
        let text = line.text.as_ref().map(|text| text.text.clone());
        Some(Evidence { kind: line.kind, source: source?, par: line.par, text, by })
    }

    /// The value lies in its own range.
    fn in_range(&mut self, name: &str, value: &Number, range: Option<&(Number, Number)>) {
        let Some((from, to)) = range else { return };
        let shown = |number: &Number| show(&number.value, number.percent);
        // A range the wrong way round has been complained of by the parser.
        if from.value <= to.value && (value.value < from.value || value.value > to.value) {
            let message = format!(
                "`{name}` is {}, outside its own range, {} to {}",
                shown(value),
                shown(from),
                shown(to)
            );
            self.found.push(
                Diagnostic::error("SD651", value.span, message)
                    .also(from.span.to(to.span), "the range")
                    .hint("change the value or widen the range"),
            );
        }
    }

    /// The arguments of a distribution make one.
    pub(super) fn distribution(&mut self, dist: &Dist) {
        self.found.extend(wrong_distribution(dist));
    }

    fn table(&mut self, table: &ast::Table, prefix: &str) {
        let group = self.heading(table.heading.as_ref());
        let Some((secret, labels)) = self.table_secret(table, prefix) else {
            // The rows' names are not to be missed as well.
            self.names.poisoned.extend(table.rows.iter().map(|row| row.name.text.clone()));
            return;
        };
        let order = self.labels_row(table, &labels);
        for row in &table.rows {
            let id = RowId(count(self.model.rows.len()));
            let name = format!("{prefix}{}", row.name.text);
            self.name(&name, Entity::Row(id), row.name.span);
            let mut cells: Vec<Option<ParameterId>> = vec![None; labels.len()];
            for (column, value) in row.values.iter().enumerate() {
                let Some(Some(label)) = order.get(column) else { continue };
                let cell = ParameterId(count(self.model.parameters.len()));
                let cell_name = format!("{name}.{}", labels[*label]);
                self.in_range(&cell_name, value, row.range.as_ref());
                // A clash of `row.label` means that the row itself stands twice, which has been said.
                let _ = self.names.declare(&cell_name, Entity::Parameter(cell), row.name.span);
                cells[*label] = Some(cell);
                self.model.parameters.push(Parameter {
                    name: cell_name,
                    caption: row.caption.as_ref().map(|caption| caption.text.clone()),
                    unit: None,
                    value: value.value.clone(),
                    percent: value.percent,
                    range: row.range.as_ref().map(|(from, to)| (from.value.clone(), to.value.clone())),
                    dist: None,
                    group,
                    evidence: Vec::new(),
                    opinions: Vec::new(),
                    cell: Some((id, count(*label))),
                    span: row.name.span,
                });
            }
            let cells = cells.into_iter().flatten().collect();
            self.model.rows.push(Row { name, secret, cells });
        }
    }

    /// The secret of a table and its labels.
    fn table_secret(&mut self, table: &ast::Table, prefix: &str) -> Option<(ThingId, Vec<String>)> {
        let text = table.secret.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(".");
        let span = table.secret.span;
        let secret = self.names.pick(prefix, &text, |entity| match entity {
            Entity::Thing(id, crate::ir::ThingKind::Secret) => Some(id),
            _ => None,
        });
        let Some(secret) = secret else {
            let known = |name: &ast::Name| self.names.poisoned.contains(&name.text);
            if !table.secret.parts.iter().all(known) {
                self.found.extend(
                    self.names
                        .missing(prefix, &text, span, "secret", |entity| entity.class() == Class::Secret),
                );
            }
            return None;
        };
        let labels = match &self.model.things[secret.0 as usize].domain {
            Domain::Labels(set) => label_names(&self.model, *set).to_vec(),
            Domain::Numbers(numbers) => numbers.iter().map(|number| show(number, false)).collect(),
            _ => {
                let message =
                    format!("`{text}` lies on a grid, so its values cannot head the columns of a table");
                let hint = "compute with the secret itself: it is a number";
                self.found.push(Diagnostic::error("SD214", span, message).hint(hint));
                return None;
            }
        };
        Some((secret, labels))
    }

    /// For each column, the number of its label; complains of labels that are unknown, twice or missing.
    fn labels_row(&mut self, table: &ast::Table, labels: &[String]) -> Vec<Option<usize>> {
        let secret = table.secret.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(".");
        let written: Vec<LabelText> = table.labels.iter().map(label_text).collect();
        let indices: FxHashMap<&str, usize> =
            labels.iter().enumerate().map(|(at, label)| (label.as_str(), at)).collect();
        let mut seen: FxHashSet<&str> = FxHashSet::default();
        let mut order = Vec::new();
        let mut complained = false;
        for label in &written {
            let index = indices.get(label.text.as_str()).copied();
            let new = seen.insert(&label.text);
            if index.is_none() {
                complained = true;
                if !self.names.poisoned.contains(&label.text) {
                    let message = format!("`{secret}` has no label \"{}\"", label.text);
                    let near = nearest(&label.text, labels.iter().map(String::as_str), &self.names.budget);
                    let diagnostic = Diagnostic::error("SD214", label.span, message);
                    self.found.push(match near {
                        Some(_) => did_you_mean(diagnostic, label.span, near),
                        None => diagnostic.hint(format!("its labels are {}", listed(labels, "and"))),
                    });
                }
            } else if !new {
                complained = true;
                let message = format!("the column `{}` stands here twice", label.text);
                self.found.push(Diagnostic::error("SD214", label.span, message));
                order.push(None);
                continue;
            }
            order.push(index);
        }
        let missing: Vec<&String> = labels.iter().filter(|label| !seen.contains(label.as_str())).collect();
        if !missing.is_empty() && !complained && !self.broken {
            let span = written.iter().map(|label| label.span).reduce(Span::to).unwrap_or(table.span);
            let message = format!("the table has no column for {}", listed(&missing, "and"));
            let hint = format!("a table by `{secret}` has one column for each of its labels");
            self.found.push(Diagnostic::error("SD214", span, message).hint(hint));
        }
        order
    }
}

/// Why the arguments of a distribution make none.
pub(super) fn wrong_distribution(dist: &Dist) -> Option<Diagnostic> {
    let values: Vec<&BigRational> = dist.args.iter().map(|number| &number.value).collect();
    let wrong = match (dist.kind, values.as_slice()) {
        (DistKind::Uniform, [a, b]) if a > b => Some("the low end of a uniform distribution comes first"),
        (DistKind::Normal, [_, sd]) if !sd.is_positive() => {
            Some("the standard deviation of a normal distribution is above zero")
        }
        (DistKind::Lognormal, [_, sigma]) if !sigma.is_positive() => {
            Some("the second number of a lognormal distribution is above zero")
        }
        (DistKind::Beta, [a, b]) if !a.is_positive() || !b.is_positive() => {
            Some("both numbers of a beta distribution are above zero")
        }
        (DistKind::Triangular, [low, mode, high])
            if low > mode || mode > high || (*high - *low).is_zero() =>
        {
            Some("a triangular distribution is written low, mode, high, in this order")
        }
        _ => None,
    };
    wrong.map(|wrong| Diagnostic::error("SD653", dist.span, wrong))
}
