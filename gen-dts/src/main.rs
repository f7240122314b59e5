fn main() {
    let mut s = gen_dts::Sources::default();
    for f in std::env::args().skip(1) { s.add(f.clone(), std::fs::read_to_string(&f).unwrap()); }
    let (p, d) = gen_dts::probe(&s);
    for d in &d { println!("{d}"); }
    println!("{} decls", p.decls.len());
}
