//! Text to syntax tree: oxc's, with its findings as our diagnostics. No decisions.

use crate::source::Sources;
use codegen::diag::Diagnostic;
use oxc_allocator::Allocator;
use oxc_ast::ast::Program;
use oxc_parser::{ParseOptions, Parser};
use oxc_span::SourceType;

/// Deeper nesting than any definition file has; the parser recurses once a level.
const DEEPEST: usize = 400;

/// Parses one definition file.
pub(crate) fn parse<'a>(
    allocator: &'a Allocator,
    sources: &'a Sources,
    file: u32,
) -> Result<Program<'a>, Vec<Diagnostic>> {
    let text = sources.text(file);
    if let Some(at) = too_deep(text) {
        let message = format!("more than {DEEPEST} brackets are open here");
        return Err(vec![
            Diagnostic::error("dts::nesting", message)
                .at(sources.place(file, at, at + 1))
                .help("split the type: no definition file written by hand nests this deep"),
        ]);
    }
    let options = ParseOptions { preserve_parens: false, ..ParseOptions::default() };
    let parsed = Parser::new(allocator, text, SourceType::d_ts()).with_options(options).parse();
    let errors: Vec<_> = parsed
        .diagnostics
        .errors()
        .map(|found| {
            let label = found.labels.first().map(oxc_span::LabeledSpan::span);
            let (start, end) = label.map_or((0, 0), |span| (span.start as usize, span.end as usize));
            let error = Diagnostic::error("dts::syntax", found.message.trim_end_matches('.').to_owned())
                .at(sources.place(file, start, end.max(start + 1)));
            match &found.help {
                Some(help) => error.help(help.clone().into_owned()),
                None => error,
            }
        })
        .collect();
    if parsed.panicked && errors.is_empty() {
        return Err(vec![
            Diagnostic::error("dts::syntax", "the file is no TypeScript").at(sources.place(file, 0, 1)),
        ]);
    }
    if errors.is_empty() { Ok(parsed.program) } else { Err(errors) }
}

/// Where brackets nest too deep, if they do. Strings and comments count too: no real file comes near.
fn too_deep(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' | b'[' | b'{' | b'<' => depth += 1,
            b')' | b']' | b'}' | b'>' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Some(at);
        }
    }
    None
}
