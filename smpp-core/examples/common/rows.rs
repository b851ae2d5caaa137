//! Paints explanations: octets on the left, names, values and meanings on the right, and what is wrong beneath its
//! octets.

use super::screen::shown;
use anstyle::{AnsiColor, Style};
use smpp_core::explain::{Explain, Line, Row};
use smpp_core::lint::{Finding, Severity};
use std::fmt::Display;
use std::io::{self, Write};

/// Octets in a line of the left column. Lines of text have twice as many, since they need no name.
const OCTETS: usize = 8;
/// Width of that column.
const LEFT: usize = OCTETS * 3 - 1;
/// Width of the column of names. The octets of a line of text take both columns.
const NAME: usize = 24;
/// Width of the column of values.
const VALUE: usize = 16;
/// Width of a line, if the octets and the value leave room for the meaning.
const WIDTH: usize = 120;

const DIM: Style = Style::new().dimmed();
pub(crate) const BOLD: Style = Style::new().bold();
const OCTET: Style = AnsiColor::Cyan.on_default();
const TEXT: Style = AnsiColor::Green.on_default();
const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const NOTE: Style = AnsiColor::Blue.on_default().bold();

/// Paints an explanation with escape sequences for colours: every row, or only those that are neither 0 nor empty.
/// Each line starts with `margin`.
pub(crate) fn paint(
    explain: &Explain<'_>,
    every: bool,
    margin: &str,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut done = Ok(());
    explain.each(|row| {
        if done.is_ok() && (every || !row.is_default()) {
            done = paint_row(row, margin, out);
        }
    });
    done
}

fn paint_row(row: &Row<'_>, margin: &str, out: &mut impl Write) -> io::Result<()> {
    let indent = usize::from(row.level()).saturating_mul(2);
    let name = format!("{:indent$}{}", "", shown(row.name().to_string().chars()));
    let value = shown(row.value().to_string().chars());
    let meaning = shown(row.meaning().to_string().chars());
    let name_style = if row.is_default() { DIM } else { BOLD };
    if row.is_text() && row.range().len() > OCTETS {
        // The title, then lines with their characters.
        let title = Right { name: (&name, BOLD), value: ("", TEXT), meaning: &meaning };
        title.paint(&mut std::iter::empty(), margin, out)?;
        for line in row.lines(OCTETS.saturating_mul(2)) {
            let text = line.text().map_or_else(String::new, |text| shown(text.to_string().chars()));
            let width = LEFT.saturating_add(NAME).saturating_add(2);
            write!(out, "{margin}{DIM}{:5}{DIM:#}  {OCTET}", line.offset())?;
            writeln!(out, "{:width$}{OCTET:#}  {TEXT}{text}{TEXT:#}", hex(&line))?;
        }
    } else {
        let value_style = match row.is_text() {
            _ if row.is_default() => DIM,
            true => TEXT,
            false => Style::new(),
        };
        let right = Right { name: (&name, name_style), value: (&value, value_style), meaning: &meaning };
        // A title or a statement has no place; what is missing has one.
        let has_place = !row.range().is_empty() || row.is_missing() || row.problem().is_some();
        let mut left = row.lines(OCTETS).filter(|_| has_place).map(|line| (line.offset(), hex(&line)));
        right.paint(&mut left, margin, out)?;
    }
    paint_problem(row, margin, out)
}

/// The columns to the right of the octets.
struct Right<'r> {
    name: (&'r str, Style),
    value: (&'r str, Style),
    meaning: &'r str,
}

impl Right<'_> {
    /// Paints beside the lines of octets. A long meaning takes several lines.
    fn paint(
        &self,
        left: &mut dyn Iterator<Item = (usize, String)>,
        margin: &str,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let ((name, name_style), (value, value_style)) = (self.name, self.value);
        let name_width = name.chars().count().max(NAME);
        let value_width = value.chars().count().max(VALUE);
        let before =
            [7, LEFT, 2, name_width, 2, value_width, 2].into_iter().fold(margin.len(), usize::saturating_add);
        let mut meaning = wrapped(self.meaning, WIDTH.saturating_sub(before).max(24)).into_iter();
        for number in 0.. {
            let (octets, part) = (left.next(), meaning.next());
            if number > 0 && octets.is_none() && part.is_none() {
                break;
            }
            write!(out, "{margin}")?;
            match octets {
                Some((at, hex)) if number > 0 && part.is_none() => {
                    writeln!(out, "{DIM}{at:5}{DIM:#}  {OCTET}{hex}{OCTET:#}")?;
                    continue;
                }
                Some((at, hex)) => write!(out, "{DIM}{at:5}{DIM:#}  {OCTET}{hex:LEFT$}{OCTET:#}  ")?,
                None => write!(out, "{:width$}", "", width = LEFT.saturating_add(9))?,
            }
            let (name, value) = if number == 0 { (name, value) } else { ("", "") };
            // No blanks at the end of a line.
            let last = part.is_none();
            let name_width = if last && value.is_empty() { 0 } else { name_width };
            write!(out, "{name_style}{name:name_width$}{name_style:#}")?;
            if !last || !value.is_empty() {
                let width = if last { 0 } else { value_width };
                write!(out, "  {value_style}{value:width$}{value_style:#}")?;
            }
            match part {
                Some(part) if name_style == DIM => writeln!(out, "  {DIM}{part}{DIM:#}")?,
                Some(part) => writeln!(out, "  {part}")?,
                None => writeln!(out)?,
            }
        }
        Ok(())
    }
}

/// Cuts a text into lines at blanks.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count().saturating_add(word.chars().count()) < width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The octets of a line in hexadecimal, hidden ones as `**`.
fn hex(line: &Line<'_>) -> String {
    let octets: Vec<String> = match line.octets() {
        Some(octets) => octets.iter().map(|octet| format!("{octet:02x}")).collect(),
        None => vec!["**".to_owned(); line.len()],
    };
    octets.join(" ")
}

/// What is wrong, beneath the octets.
fn paint_problem(row: &Row<'_>, margin: &str, out: &mut impl Write) -> io::Result<()> {
    // These lints report the same as the problem, for the PDU as a whole.
    let is_same =
        |finding: &&Finding| matches!(finding.lint.id, "undecodable" | "header_shifted" | "tlv_stream");
    let same = row.findings().iter().find(is_same).filter(|_| row.problem().is_some());
    let mut put =
        |style: Style, marks: &str, severity: &str, text: &dyn Display, finding: Option<&Finding>| {
            write!(out, "{margin}       {style}{marks} {severity}:{style:#} {text}")?;
            match finding {
                Some(finding) => writeln!(out, " {DIM}({}, {}){DIM:#}", finding.lint.id, finding.status),
                None => writeln!(out),
            }
        };
    let marks = marks(row);
    if let Some(problem) = row.problem() {
        if problem.offset() == row.offset() {
            put(ERROR, &marks, "error", &problem, same)?;
        } else {
            let text = format!("octet {}: {problem}", problem.offset());
            put(ERROR, &marks, "error", &text, same)?;
        }
        if let Some(hint) = problem.hint() {
            put(BOLD, &" ".repeat(marks.len()), "hint", &hint, None)?;
        }
    }
    for finding in row.findings().iter().filter(|finding| same.is_none() || !is_same(finding)) {
        let (style, severity) = match finding.lint.severity {
            Severity::Error => (ERROR, "error"),
            Severity::Warning => (WARNING, "warning"),
            Severity::Note => (NOTE, "note"),
        };
        put(style, &marks, severity, &finding.lint.summary, Some(finding))?;
    }
    Ok(())
}

/// A mark beneath each octet of the first line.
fn marks(row: &Row<'_>) -> String {
    let octets = row.range().len().clamp(1, OCTETS);
    "^".repeat(octets.saturating_mul(3).saturating_sub(1))
}
