//! Zone files over the API.

use crate::support::{call, client};
use cfs_catalogue::{Arguments, Content, Part};
use cfs_emulator::{Emulator, ZONE_ID};

#[tokio::test]
async fn what_is_written_is_read_again() {
    let emulator = Emulator::start().await.expect("an emulator");
    let client = client(&emulator);
    let zone = || Arguments::new().set("zone_id", ZONE_ID);
    let import = async |text: &str| {
        let form = Content::form(vec![("file".to_owned(), Part::Text(text.to_owned()))]);
        call(&client, "dns.records.import", zone(), form).await
    };
    let file = "a 60 IN A 192.0.2.1\n_s._tcp SRV 1 2 3 t\n@ CAA 0 issue \"letsencrypt.org\"\n@ TXT plain\n";
    assert_eq!(import(file).await.expect("records")["recs_added"], 4);
    let written = call(&client, "dns.records.export", zone(), Content::none()).await.expect("a file");
    let written = written.as_str().expect("text");
    for line in [
        "a.example.com.\t60\tIN\tA\t192.0.2.1",
        "_s._tcp.example.com.\t1\tIN\tSRV\t1 2 3 t.example.com.",
        "example.com.\t1\tIN\tCAA\t0 issue \"letsencrypt.org\"",
        "example.com.\t1\tIN\tTXT\t\"plain\"",
    ] {
        assert!(written.lines().any(|own| own == line), "{line}\n{written}");
    }
    let again = import(written).await.expect("records");
    assert_eq!(again["total_records_parsed"], 4);
    assert!(import("a IN A (").await.is_err());
}
