//! Diagnostics as people see them, laid out by miette.

use super::{Diagnostic, Location, Severity};
use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode,
    SourceSpan, SpanContents,
};
use std::fmt;

impl Diagnostic {
    /// The diagnostic over several lines: message, place, excerpt, help. `colour` for terminals.
    pub fn render(&self, colour: bool) -> String {
        let theme = if colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        let handler = GraphicalReportHandler::new_themed(theme).with_links(false).with_width(120);
        let mut out = String::new();
        let report = Report { diagnostic: self, shown: self.location.as_deref().and_then(Shown::new) };
        if handler.render_report(&mut out, &report).is_err() {
            return self.to_string();
        }
        out
    }
}

/// A diagnostic in miette's terms.
#[derive(Debug)]
struct Report<'d> {
    diagnostic: &'d Diagnostic,
    shown: Option<Shown<'d>>,
}

/// A source that consists of the excerpt alone but reports the excerpt's real line and column, so that a
/// 15 MB document on a single line prints as one readable line.
#[derive(Debug)]
struct Shown<'d> {
    location: &'d Location,
    text: &'d str,
    mark: SourceSpan,
}

impl<'d> Shown<'d> {
    fn new(location: &'d Location) -> Option<Self> {
        let excerpt = location.excerpt.as_ref()?;
        Some(Self { location, text: &excerpt.text, mark: excerpt.mark.into() })
    }
}

impl SourceCode for Shown<'_> {
    fn read_span<'a>(
        &'a self,
        _span: &SourceSpan,
        _before: usize,
        _after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let name = self.location.file.clone();
        let whole = SourceSpan::from((0, self.text.len()));
        let line = self.location.line.saturating_sub(1);
        // miette prints this as the place of what is marked, wherever the excerpt begins.
        let column = self.location.column.saturating_sub(1);
        Ok(Box::new(MietteSpanContents::new_named(name, self.text.as_bytes(), whole, line, column, 1)))
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.diagnostic.message)?;
        match &self.diagnostic.location {
            Some(location) if self.shown.is_none() => write!(f, "\n  at {location}"),
            _ => Ok(()),
        }
    }
}

impl std::error::Error for Report<'_> {}

impl miette::Diagnostic for Report<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(format!("{}[{}]", self.diagnostic.severity, self.diagnostic.code)))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.diagnostic.severity {
            Severity::Warning => miette::Severity::Warning,
            Severity::Error => miette::Severity::Error,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.diagnostic.help.as_ref().map(|help| Box::new(help) as _)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.shown.as_ref().map(|shown| shown as _)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let shown = self.shown.as_ref()?;
        let place = shown.location.pointer.as_ref().map(|pointer| format!("at {pointer}"));
        Some(Box::new(std::iter::once(LabeledSpan::new_with_span(place, shown.mark))))
    }
}
