use std::path::Path;
fn walk(p: &Path, out: &mut Vec<sdk::File>, root: &Path) { for e in std::fs::read_dir(p).unwrap() { let p = e.unwrap().path(); if p.is_dir() { walk(&p, out, root) } else if p.extension().is_some_and(|e| e == "ts") { out.push(sdk::File { path: p.strip_prefix(root).unwrap().display().to_string(), text: std::fs::read_to_string(&p).unwrap() }) } } }
fn main() {
    let root = Path::new("/tmp/sdkpkg/package"); let mut files = Vec::new(); walk(&root.join("src/resources"), &mut files, root);
    files.sort_by(|a,b| a.path.cmp(&b.path));
    let t = std::time::Instant::now();
    let (c, ty, errors) = sdk::modules(&files);
    println!("{} files {c} calls {ty} types {} errors {:?}", files.len(), errors.len(), t.elapsed());
    for e in errors.iter().take(30) { println!("{e}") }
}
