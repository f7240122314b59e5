//! Names that stay: the ledger is what things are called, and what is added takes no name from it.

use gen_dts::{Config, Ledger, Manifest, Package, Sources, model, print};

fn config(ledger: &str) -> Config {
    let mut names = Ledger::default();
    names.read("shop", "shop.txt", ledger).expect("it is a ledger");
    Config { manifest: Manifest::single("shop"), package: Package::default(), ledger: names }
}

/// The ledger that definitions make after another.
fn made(text: &str, ledger: &str) -> String {
    let mut sources = Sources::default();
    sources.add("shop.d.ts", text);
    let model = model(&sources, &config(ledger)).expect("it goes through");
    let surface = print::surface(&model.crates, "");
    surface.get("shop.txt").expect("it has a ledger").to_owned()
}

const SHOP: &str = "
interface Shop {
  get(key: string, options?: { fresh: boolean }): Promise<string | { text: string }>;
  get(keys: string[]): Promise<Map<string, string>>;
  readonly status: \"open\" | \"closed\";
  name: string;
}
interface Goods { fooBar: string; kind: \"A-B\" | \"AB\"; }
declare function open(shop: Shop): void;
";

#[test]
fn the_same_input_makes_the_same_ledger() {
    let first = made(SHOP, "");
    assert_eq!(made(SHOP, &first), first);
}

#[test]
fn an_edited_line_renames() {
    let first = made(SHOP, "");
    for (old, new) in [
        ("handle Shop\n", "handle Store\n"),
        ("  get_many \"", "  get_all \""),
        ("  foo_bar \"fooBar\"", "  bar \"fooBar\""),
        ("  open \"open(shop: Shop): void\"", "  open_shop \"open(shop: Shop): void\""),
    ] {
        assert!(first.contains(old), "{old}: {first}");
        let made = made(SHOP, &first.replace(old, new));
        assert!(made.contains(new) && !made.contains(old), "{made}");
    }
}

#[test]
fn what_is_added_takes_no_name() {
    let first = made(SHOP, "");
    let more = format!(
        "interface ShopGetOptions {{ x: string }}\n\
         interface Shop {{ get(key: Date): Promise<Date>; get(key: string, options: {{ old: number }}): Promise<number>; }}\n\
         interface Goods {{ foo_bar: number }}\n\
         declare function Open(): void;\n{SHOP}"
    );
    let second = made(&more, &first);
    for line in first.lines().filter(|line| !line.starts_with("  <")) {
        assert!(second.contains(line), "{line}\n{second}");
    }
    assert!(second.contains("\"foo_bar\" required f64"), "{second}");
}

/// Options that only a folded overload takes are found where the others are, and are in no ledger.
#[test]
fn what_is_folded_takes_no_name() {
    let text = "interface Shop {
      raw(options: { names: true }): Promise<string[]>;
      raw(options?: { names?: false }): Promise<number[]>;
    }";
    let first = made(text, "");
    assert_eq!(made(text, &first), first);
}
