use super::*;
use std::collections::BTreeSet;
use std::io::Read;
use std::time::Duration;

fn fill(store: &Store, writer: &Writer, version: &str, text: &str) -> Retrieval {
    let incoming = store.incoming(writer, "absence").unwrap();
    fs::write(incoming.sent(), text).unwrap();
    let unpacked = unpack(&incoming.sent(), false, 1 << 20, &incoming.packed()).unwrap();
    let retrieval = Retrieval {
        data_set: "absence".into(),
        version: version.into(),
        sha256: unpacked.sha256,
        bytes: unpacked.bytes,
        shape: unpacked.shape,
        retrieved_at: format!("2026-01-01T00:00:{}Z", version.len()),
        ..Retrieval::default()
    };
    store.add(writer, &incoming, &retrieval, None).unwrap();
    store.switch(writer, &retrieval).unwrap();
    retrieval
}

#[test]
fn a_version_comes_back_as_it_was_published_and_damage_is_seen() {
    let place = tempfile::tempdir().unwrap();
    let store = Store::at(place.path(), None);
    let writer = store.writer("test", Duration::ZERO).unwrap();
    let text = "\u{feff}time_period,rate\r\n201819,1.5\r\n";
    let retrieval = fill(&store, &writer, "1.0", text);
    assert_eq!(retrieval.sha256, crate::source::sha256(text.as_bytes()));
    let locked = store.lock().unwrap().data_sets["absence"].clone();
    let mut bytes = String::new();
    store.snapshot("absence", &locked).unwrap().open().unwrap().read_to_string(&mut bytes).unwrap();
    assert_eq!(bytes, text);
    assert!(store.damage().unwrap().is_empty());
    let object = store.object(&locked.sha256);
    fs::write(&object, zstd::encode_all(&b"other"[..], 3).unwrap()).unwrap();
    assert!(store.damage().unwrap()[0].message.contains("absence 1.0: the bytes are not those"));
    fs::remove_file(&object).unwrap();
    assert!(store.damage().unwrap()[0].message.contains("is not in"));
    assert!(!place.path().join(".incoming/absence").exists());
}

#[test]
fn figures_are_made_up_where_the_record_or_a_version_of_an_earlier_record_has_it() {
    for (version, synthetic, expected) in [
        ("2.1", Some(true), true),
        ("synthetic:sha256:0123", Some(false), false),
        ("synthetic:sha256:0123", None, true),
        ("synthetic-2", None, false),
        ("sha256:0123", None, false),
    ] {
        let record = Retrieval { version: version.into(), synthetic, ..Retrieval::default() };
        let text = serde_json::to_string(&record).unwrap();
        let read: Retrieval = serde_json::from_str(&text).unwrap();
        assert_eq!((read.is_made_up(), &read), (expected, &record), "{text}");
        let snapshot = snapshot_of(&record, Path::new("x"), None);
        assert_eq!(snapshot.synthetic, expected, "{text}");
    }
}

#[test]
fn a_second_writer_is_reported_who_holds_the_store() {
    let place = tempfile::tempdir().unwrap();
    let store = Store::at(place.path(), None);
    let writer = store.writer("fetch", Duration::ZERO).unwrap();
    let held = store.writer("refresh", Duration::ZERO).unwrap_err().to_string();
    assert!(held.contains(&format!("process {} (fetch)", std::process::id())), "{held}");
    drop(writer);
    store.writer("refresh", Duration::ZERO).unwrap();
}

#[test]
fn what_a_lock_file_or_a_manifest_names_is_never_collected() {
    let place = tempfile::tempdir().unwrap();
    let store = Store::at(&place.path().join("store"), None);
    let writer = store.writer("test", Duration::ZERO).unwrap();
    let shas: Vec<Retrieval> = ["1.0", "1.0.1", "10.0.10", "100.0.100"]
        .iter()
        .map(|v| fill(&store, &writer, v, &format!("time_period,rate\n201819,{}\n", v.len())))
        .collect();
    let out = place.path().join("output");
    fs::create_dir(&out).unwrap();
    let manifest = serde_json::json!({ "inputs": [{ "data_set": "absence", "version": "1.0", "sha256": shas[0].sha256 }] });
    fs::write(out.join("manifest.json"), manifest.to_string()).unwrap();
    store.note_outputs(&out).unwrap();
    let reading = store.reader().unwrap();
    assert!(store.collect(&writer, 1).is_err(), "a run reads the store");
    drop(reading);
    let collected = store.collect(&writer, 1).unwrap();
    let gone: Vec<&str> = collected.versions.iter().map(|(_, v)| v.as_str()).collect();
    assert_eq!(gone, ["10.0.10", "1.0.1"]);
    assert!(store.holds(&shas[0].sha256) && store.holds(&shas[3].sha256));
    assert!(!store.holds(&shas[1].sha256));
    fs::remove_dir_all(&out).unwrap();
    assert_eq!(store.collect(&writer, 1).unwrap().versions.len(), 1);
    assert!(store.damage().unwrap().is_empty());
}

#[test]
fn names_from_elsewhere_cannot_leave_the_store() {
    assert_eq!(file_name("../../etc"), "_..-..-etc");
    assert_eq!(file_name("sha256:ab"), "sha256-ab");
    assert_eq!(file_name(""), "_");
}

#[test]
fn a_changed_file_under_one_version_keeps_both() {
    let place = tempfile::tempdir().unwrap();
    let store = Store::at(place.path(), None);
    let writer = store.writer("test", Duration::ZERO).unwrap();
    let first = fill(&store, &writer, "2.1", "time_period,rate\n201819,1\n");
    let second = fill(&store, &writer, "2.1", "time_period,rate\n201819,2\n");
    assert_ne!(first.sha256, second.sha256);
    assert_eq!(store.current("absence").unwrap().unwrap().sha256, second.sha256);
    let held = store.versions("absence").unwrap();
    let aside = format!("2.1+{}", &first.sha256[..8]);
    let held: BTreeSet<&str> = held.iter().map(|r| r.version.as_str()).collect();
    assert_eq!(held, BTreeSet::from(["2.1", &aside]));
}

#[test]
fn staged_figures_are_kept_until_their_bytes_go_and_never_believed_when_damaged() {
    let place = tempfile::tempdir().unwrap();
    let store = Store::at(&place.path().join("store"), None);
    let writer = store.writer("test", Duration::ZERO).unwrap();
    let held = fill(&store, &writer, "1.0", "time_period,rate\n201819,1\n").sha256;
    let figures = place.path().join("figures");
    fs::write(&figures, "columns").unwrap();
    let taken = place.path().join("taken");
    let take = |form: &str| store.take_staged::<u64>((&held, form), &taken);
    assert_eq!(take("one"), None);
    store.keep_staged((&held, "one"), &figures, &7_u64).unwrap();
    assert_eq!(take("one"), Some(7));
    assert_eq!(fs::read_to_string(&taken).unwrap(), "columns");
    // Another way of staging replaces the first.
    store.keep_staged((&held, "two"), &figures, &8_u64).unwrap();
    assert_eq!((take("one"), take("two")), (None, Some(8)));
    let kept = place.path().join("store/staged").join(format!("{held}-two.parquet"));
    fs::write(&kept, "column").unwrap();
    assert_eq!(take("two"), None);
    store.keep_staged((&held, "two"), &figures, &8_u64).unwrap();
    store.keep_staged(("gone", "two"), &figures, &9_u64).unwrap();
    store.collect(&writer, 1).unwrap();
    assert_eq!(take("two"), Some(8));
    assert_eq!(store.take_staged::<u64>(("gone", "two"), &taken), None);
}
