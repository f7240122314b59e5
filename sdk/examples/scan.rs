//! t
use std::path::Path;
fn walk(p: &Path, out: &mut Vec<sdk::File>, root: &Path) {
    for e in std::fs::read_dir(p).unwrap() {
        let p = e.unwrap().path();
        if p.is_dir() {
            walk(&p, out, root);
        } else if p.extension().is_some_and(|e| e == "ts") {
            out.push(sdk::File {
                path: p.strip_prefix(root).unwrap().display().to_string(),
                text: std::fs::read_to_string(&p).unwrap(),
            });
        }
    }
}
fn main() {
    let root = Path::new("/tmp/sdkpkg/package");
    let mut files = Vec::new();
    walk(&root.join("src/resources"), &mut files, root);
    files.push(sdk::File {
        path: "src/core/pagination.ts".into(),
        text: std::fs::read_to_string(root.join("src/core/pagination.ts")).unwrap(),
    });
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let t = std::time::Instant::now();
    match sdk::read("7.3.0", &files) {
        Ok(sdk) => {
            println!(
                "{} files {} calls {} bytes {:?}",
                files.len(),
                sdk.calls.len(),
                sdk.source.text().len(),
                t.elapsed()
            );
            let d = sdk.source.parse().unwrap();
            println!(
                "{} ops {} schemas {:?}",
                d.root()
                    .get("paths")
                    .unwrap()
                    .members()
                    .iter()
                    .map(|m| m.node.members().len())
                    .sum::<usize>(),
                d.root().get("components").unwrap().get("schemas").unwrap().members().len(),
                t.elapsed()
            );
            let base = openapi::assembly::Assembly::new(
                codegen::doc::Source::new(
                    "cloudflare.json",
                    std::fs::read("/work/wt/sdk/target/specs/cloudflare.json").unwrap(),
                )
                .unwrap(),
            );
            let t2 = std::time::Instant::now();
            let m = sdk::merge(&base, &sdk).unwrap();
            println!("{:?} {:?} {:?}", m.added, t2.elapsed(), codegen::diag::count_by_code(&m.warnings));
            std::fs::write("/tmp/merged.json", m.assembly.source().text()).unwrap();
            std::fs::write(
                "/tmp/mergewarn.txt",
                m.warnings.iter().map(|w| format!("{w}\n")).collect::<String>(),
            )
            .unwrap();
            let again = sdk::merge(&m.assembly, &sdk).unwrap();
            println!("again {:?} {:?}", again.added, codegen::diag::count_by_code(&again.warnings));
            std::fs::write("/tmp/merged2.json", again.assembly.source().text()).unwrap();
            std::fs::write("/tmp/sdkdoc.json", sdk.source.text()).unwrap();
            std::fs::write(
                "/tmp/sdknames.txt",
                sdk.calls
                    .iter()
                    .map(|c| format!("{} {} {} {:?}\n", c.method, c.path, c.name, c.page))
                    .collect::<String>(),
            )
            .unwrap();
        }
        Err(errors) => {
            println!("{} errors {:?}", errors.len(), t.elapsed());
            for e in errors.iter().take(30) {
                println!("{e}");
            }
        }
    }
}
