//! t
use std::path::Path;
fn walk(p: &Path, out: &mut Vec<sdk::File>, root: &Path) { for e in std::fs::read_dir(p).unwrap() { let p = e.unwrap().path(); if p.is_dir() { walk(&p, out, root) } else if p.extension().is_some_and(|e| e == "ts") { out.push(sdk::File { path: p.strip_prefix(root).unwrap().display().to_string(), text: std::fs::read_to_string(&p).unwrap() }) } } }
fn main() {
    let root = Path::new("/tmp/sdkpkg/package"); let mut files = Vec::new(); walk(&root.join("src/resources"), &mut files, root);
    files.push(sdk::File { path: "src/core/pagination.ts".into(), text: std::fs::read_to_string(root.join("src/core/pagination.ts")).unwrap() });files.sort_by(|a,b| a.path.cmp(&b.path));
    let t = std::time::Instant::now();
    match sdk::read("7.3.0", &files) { Ok(sdk) => {
    println!("{} files {} calls {} bytes {:?}", files.len(), sdk.calls.len(), sdk.source.text().len(), t.elapsed());
    let d = sdk.source.parse().unwrap();
    println!("{} ops {} schemas {:?}", d.root().get("paths").unwrap().members().iter().map(|m| m.node.members().len()).sum::<usize>(), d.root().get("components").unwrap().get("schemas").unwrap().members().len(), t.elapsed());
    std::fs::write("/tmp/sdkdoc.json", sdk.source.text()).unwrap();
    std::fs::write("/tmp/sdknames.txt", sdk.calls.iter().map(|c| format!("{} {} {} {:?}\n", c.method, c.path, c.name, c.page)).collect::<String>()).unwrap();
    } Err(errors) => {
    println!("{} errors {:?}", errors.len(), t.elapsed());
    for e in errors.iter().take(30) { println!("{e}") } } }
}
