//! The numbers of a run: a few lines for people, `target/regen-report.json` for programs.

use crate::figures::Figures;
use codegen::artifact::{Changes, write_file};
use codegen::diag::{Diagnostic, count_by_code};
use gen_openapi::Report;
use indexmap::IndexMap;
use pipeline::{Generated, Phases, runtime};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::time::Instant;

/// A whole run.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Summary {
    operations: usize,
    services: usize,
    unassigned: usize,
    /// What is from the SDK, by what it is.
    additions: BTreeMap<String, usize>,
    methods: usize,
    types: usize,
    fields: usize,
    free_form: usize,
    untyped: usize,
    bytes: usize,
    lines: usize,
    largest_file: usize,
    changed: usize,
    /// Warnings by code.
    warnings: IndexMap<&'static str, usize>,
    /// Seconds per phase.
    seconds: Phases,
    seconds_total: f64,
    /// Peak resident memory in bytes; 0 where the system does not tell.
    peak_memory: u64,
    /// A report per crate.
    crates: Vec<Report>,
    /// Bytes of the catalogue: all, what is read in place, its largest block unpacked.
    catalogue: Option<[usize; 3]>,
    /// The runtime crates.
    #[serde(skip_serializing_if = "Option::is_none")]
    runtime: Option<gen_dts::Report>,
    /// The packages of native types.
    native: Vec<gen_dts::native::Report>,
}

impl Summary {
    pub(crate) fn new(
        generated: &Generated,
        runtime: Option<&runtime::Generated>,
        changes: &Changes,
        seconds: Phases,
        started: Instant,
    ) -> Self {
        let sum = |of: fn(&Report) -> usize| generated.reports.iter().map(of).sum::<usize>();
        Self {
            operations: generated.operations,
            services: generated.services,
            unassigned: generated.unassigned,
            additions: generated.additions.clone(),
            methods: sum(|report| report.methods),
            types: sum(|report| report.types),
            fields: sum(|report| report.fields),
            free_form: sum(|report| report.free_form),
            untyped: sum(|report| report.untyped),
            bytes: generated.output.iter().map(|(_, content)| content.len()).sum(),
            lines: sum(|report| report.lines),
            largest_file: generated
                .reports
                .iter()
                .map(|report| report.largest_file)
                .max()
                .unwrap_or_default(),
            changed: changes.len(),
            warnings: count_by_code(&generated.warnings),
            seconds,
            seconds_total: started.elapsed().as_secs_f64(),
            peak_memory: peak_memory(),
            crates: generated.reports.clone(),
            catalogue: generated.catalogue.as_ref().map(|made| [made.bytes, made.index, made.largest_block]),
            runtime: runtime.map(|made| made.report.clone()),
            native: runtime.map(|made| made.native.clone()).unwrap_or_default(),
        }
    }

    /// What the README says of a run, by name.
    pub(crate) fn figures(&self) -> Figures {
        let megabytes = format!("{:.1} MB", self.bytes as f64 / 1e6);
        let mut all = vec![
            ("regen.operations", self.operations.to_string()),
            ("regen.services", self.services.to_string()),
            ("regen.methods", self.methods.to_string()),
            ("regen.types", self.types.to_string()),
            ("regen.fields", self.fields.to_string()),
            ("regen.free-form", self.free_form.to_string()),
            ("regen.untyped", self.untyped.to_string()),
            ("regen.size", megabytes),
            ("regen.lines", self.lines.to_string()),
            ("regen.largest-file", self.largest_file.to_string()),
        ];
        if let Some([bytes, index, largest]) = self.catalogue {
            all.extend([
                ("catalogue.bytes", bytes.to_string()),
                ("catalogue.index", index.to_string()),
                ("catalogue.largest-block", largest.to_string()),
            ]);
        }
        if let Some(runtime) = &self.runtime {
            all.extend([
                ("runtime.crates", runtime.crates.len().to_string()),
                ("runtime.declarations", runtime.declarations.to_string()),
                ("runtime.without-item", runtime.skipped.len().to_string()),
                ("runtime.members", runtime.externs.to_string()),
                ("runtime.erased", runtime.erased.to_string()),
            ]);
        }
        all.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// Writes `target/regen-report.json`.
    pub(crate) fn write(&self, root: &Path) -> Result<(), Diagnostic> {
        let text = serde_json::to_string_pretty(self).unwrap_or_default();
        write_file(&root.join("target/regen-report.json"), text.as_bytes())
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let warnings: usize = self.warnings.values().sum();
        writeln!(
            f,
            "segmenter    {} operations → {} services, {} unassigned",
            self.operations, self.services, self.unassigned
        )?;
        for (what, count) in &self.additions {
            writeln!(f, "             {count:>5}  {what}")?;
        }
        writeln!(
            f,
            "gen-openapi  {} crates, {} types, {} methods, {warnings} warnings ({} codes), {} of {} fields free-form by the \
             document, {} untyped otherwise",
            self.crates.len(),
            self.types,
            self.methods,
            self.warnings.len(),
            self.free_form,
            self.fields,
            self.untyped
        )?;
        for (code, count) in &self.warnings {
            writeln!(f, "             {count:>5}  {code}")?;
        }
        if let Some(runtime) = &self.runtime {
            write_runtime(runtime, f)?;
        }
        for native in &self.native {
            writeln!(
                f,
                "native       {}: {} types with {} members, {} rules, {} lines",
                native.package, native.types, native.fields, native.rules, native.lines
            )?;
        }
        writeln!(
            f,
            "management   {:.1} MB, {} lines, largest file {} lines, {} changed",
            self.bytes as f64 / 1e6,
            self.lines,
            self.largest_file,
            self.changed
        )?;
        if let Some([bytes, index, largest]) = self.catalogue {
            writeln!(
                f,
                "catalogue    {bytes} bytes, {index} of them read in place, largest block {largest}"
            )?;
        }
        let phases: Vec<String> =
            self.seconds.iter().map(|(phase, seconds)| format!("{phase} {seconds:.2}")).collect();
        let memory = self.peak_memory as f64 / 1e6;
        write!(
            f,
            "seconds      {}, total {:.2}; peak memory {memory:.0} MB",
            phases.join(", "),
            self.seconds_total
        )
    }
}

fn write_runtime(report: &gen_dts::Report, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let warnings: usize = report.warnings.values().sum();
    let sum = |of: fn(&gen_dts::CrateReport) -> usize| report.crates.iter().map(of).sum::<usize>();
    writeln!(
        f,
        "gen-dts      {} crates, {} declarations ({} without an item of their own), {} externs and fields, {warnings} \
         warnings ({} codes), {} erased",
        report.crates.len(),
        report.declarations,
        report.skipped.len(),
        report.externs,
        report.warnings.len(),
        report.erased
    )?;
    for (code, count) in &report.warnings {
        writeln!(f, "             {count:>5}  {code}")?;
    }
    writeln!(
        f,
        "runtime      {:.1} MB, {} lines, largest file {} lines",
        sum(|krate| krate.bytes) as f64 / 1e6,
        sum(|krate| krate.lines),
        report.crates.iter().map(|krate| krate.largest).max().unwrap_or_default()
    )
}

/// The most memory this process has held, where the system tells.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kilobytes.unwrap_or_default() * 1024
}
