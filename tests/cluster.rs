//! A run on a cluster of real processes on this machine: a scheduler and some executors, that
//! share a folder or a bucket.

#[path = "cluster/bucket.rs"]
mod bucket;

use bucket::Store;
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{LazyLock, Mutex};
use std::thread;
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_send-outcomes");

/// One test at a time: each has several processes, and some are timed.
static ALONE: Mutex<()> = Mutex::new(());

/// The tables of a run on this machine.
static LOCAL: LazyLock<BTreeMap<String, Vec<u8>>> = LazyLock::new(|| {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("output");
    let run = Command::new(PROGRAM).args(ARGUMENTS).arg("--out").arg(&out).output().unwrap();
    assert_eq!(run.status.code(), Some(0), "{}", said(&run));
    tables(&out)
});

const ARGUMENTS: [&str; 8] =
    ["run", "--area", "Birmingham", "--area", "City of London", "--only", "tables", "--jobs=2"];

/// A process that ends with the test.
struct Process {
    child: Child,
    told: Option<thread::JoinHandle<String>>,
}

impl Process {
    fn start(program: &Path, arguments: &[&str], bucket: Option<&Store>) -> Self {
        let mut command = Command::new(program);
        match bucket {
            Some(bucket) => bucket.set_up(&mut command),
            None => bucket::forget(&mut command),
        }
        let mut child =
            command.args(arguments).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stderr = child.stderr.take().unwrap();
        let told = thread::spawn(move || {
            let mut text = String::new();
            let _ = stderr.read_to_string(&mut text);
            text
        });
        Self { child, told: Some(told) }
    }

    /// Ends it at once, as a machine that fails would, and returns what it printed.
    fn kill(&mut self) -> String {
        let _ = self.child.kill();
        let _ = self.child.wait();
        self.told.take().map(|told| told.join().unwrap()).unwrap_or_default()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

struct Cluster {
    address: String,
    place: tempfile::TempDir,
    /// What is shared if it is not a folder.
    bucket: Option<Store>,
    scheduler: Process,
    executors: Vec<Process>,
}

impl Cluster {
    fn of(executors: usize) -> Self {
        Self::sharing(None, executors)
    }

    fn in_a_bucket(executors: usize) -> Self {
        Self::sharing(Some(Store::start()), executors)
    }

    fn sharing(bucket: Option<Store>, executors: usize) -> Self {
        let place = tempfile::tempdir().unwrap();
        fs::create_dir(place.path().join("shared")).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let address = format!("127.0.0.1:{port}");
        let arguments = ["scheduler", "--port", &port.to_string(), "--executor-timeout", "4"];
        // It moves tasks alone, and needs no key to what is shared.
        let scheduler = Process::start(Path::new(PROGRAM), &arguments, None);
        let begun = Instant::now();
        while TcpStream::connect(&address).is_err() {
            assert!(begun.elapsed() < Duration::from_mins(1), "the scheduler does not listen");
            thread::sleep(Duration::from_millis(50));
        }
        let mut cluster = Self { address, place, bucket, scheduler, executors: Vec::new() };
        for _ in 0..executors {
            let executor = cluster.executor(Path::new(PROGRAM));
            cluster.executors.push(executor);
        }
        cluster
    }

    fn shared(&self) -> PathBuf {
        match &self.bucket {
            Some(_) => PathBuf::from(bucket::address()),
            None => self.place.path().join("shared"),
        }
    }

    fn bucket(&self) -> &Store {
        self.bucket.as_ref().unwrap()
    }

    fn executor(&self, program: &Path) -> Process {
        self.executor_in(program, &self.shared())
    }

    fn executor_in(&self, program: &Path, shared: &Path) -> Process {
        Process::start(
            program,
            &[
                "executor",
                "--scheduler",
                &self.address,
                "--shared",
                shared.to_str().unwrap(),
                "--port",
                "0",
                "--task-port",
                "0",
                "--cores",
                "1",
                "--heartbeat",
                "1",
            ],
            self.bucket.as_ref(),
        )
    }

    fn run(&self, out: &Path, more: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        match &self.bucket {
            Some(bucket) => bucket.set_up(&mut command),
            None => bucket::forget(&mut command),
        }
        command
            .args(ARGUMENTS)
            .args(["--engine", &format!("ballista://{}", self.address), "--shared"])
            .arg(self.shared())
            .arg("--out")
            .arg(out)
            .args(more);
        command
    }

    /// Runs, and calls `then` once at the first step whose name holds `step`.
    fn run_until(&mut self, out: &Path, step: &str, then: impl FnOnce(&mut Self)) -> Output {
        let command = &mut self.run(out, &["--verbose"]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut told = Vec::new();
        for line in lines.by_ref().map_while(Result::ok) {
            let reached = line.contains(step);
            told.push(line);
            if reached {
                break;
            }
        }
        then(self);
        told.extend(lines.map_while(Result::ok));
        let status = child.wait().unwrap();
        Output { status, stdout: Vec::new(), stderr: told.join("\n").into_bytes() }
    }

    fn nothing_is_left(&self) {
        if let Some(bucket) = &self.bucket {
            assert!(bucket.keys().is_empty(), "{:?}", bucket.keys());
            assert_eq!(bucket.uploads(), 0);
            return;
        }
        let left: Vec<_> =
            fs::read_dir(self.shared()).unwrap().map(|e| e.unwrap().path()).collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).to_string()
}

/// Every table of a run with its bytes.
fn tables(out: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = fs::read_dir(out.join("tables")).unwrap().map(|e| e.unwrap().path());
    files
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().to_string();
            (name, fs::read(path).unwrap())
        })
        .collect()
}

/// Fails with the names of the tables that differ.
fn same_bytes(out: &Path, expected: &BTreeMap<String, Vec<u8>>) {
    let found = tables(out);
    assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    let differ: Vec<_> = found.iter().filter(|(name, bytes)| expected[*name] != **bytes).collect();
    let names: Vec<_> = differ.into_iter().map(|(name, _)| name).collect();
    assert!(names.is_empty(), "{names:?}");
}

#[test]
fn any_number_of_executors_writes_the_bytes_of_one_machine() {
    let _alone = ALONE.lock();
    for executors in [1, 2, 4] {
        let cluster = Cluster::of(executors);
        let out = cluster.place.path().join("output");
        let begun = Instant::now();
        let run = cluster.run(&out, &[]).output().unwrap();
        assert_eq!(run.status.code(), Some(0), "{executors}: {}", said(&run));
        println!("{executors} executors: {:.1} s", begun.elapsed().as_secs_f64());
        same_bytes(&out, &LOCAL);
        cluster.nothing_is_left();
    }
}

#[test]
fn parts_of_a_query_on_executors_write_the_same_bytes_too() {
    let _alone = ALONE.lock();
    // With every area compared the queries are long enough to be computed in parts.
    let every = ["--area", "all"];
    let place = tempfile::tempdir().unwrap();
    let here = place.path().join("here");
    let mut local = Command::new(PROGRAM);
    let local = local.args(ARGUMENTS).args(every).arg("--out").arg(&here).output().unwrap();
    assert_eq!(local.status.code(), Some(0), "{}", said(&local));
    for cluster in [Cluster::of(2), Cluster::in_a_bucket(2)] {
        let there = cluster.place.path().join("there");
        let begun = Instant::now();
        let remote = cluster.run(&there, &every).output().unwrap();
        assert_eq!(remote.status.code(), Some(0), "{}", said(&remote));
        println!("{}: {:.1} s", cluster.shared().display(), begun.elapsed().as_secs_f64());
        same_bytes(&there, &tables(&here));
        cluster.nothing_is_left();
        if let Some(bucket) = &cluster.bucket {
            println!("{} requests, {} uploads in pieces", bucket.asked(), bucket.completed());
            // Tables that are too long for one request were among them.
            assert!(bucket.completed() > 0);
        }
    }
}

#[test]
fn a_run_in_a_bucket_outlives_an_executor_and_tells_no_one_its_key() {
    let _alone = ALONE.lock();
    let mut cluster = Cluster::in_a_bucket(3);
    // A store that is asked much says so, and is asked again.
    cluster.bucket().stumble_every(20);
    let out = cluster.place.path().join("output");
    let run = cluster.run_until(&out, "computing facts", |cluster| {
        cluster.executors[0].kill();
    });
    let mut told = said(&run);
    assert_eq!(run.status.code(), Some(0), "{told}");
    same_bytes(&out, &LOCAL);
    cluster.nothing_is_left();
    told.push_str(&cluster.scheduler.kill());
    told.extend(cluster.executors.iter_mut().map(Process::kill));
    assert!(!told.contains(bucket::SECRET), "{told}");
    assert!(!cluster.bucket().secret_was_told());
}

#[test]
fn a_bucket_that_closes_in_a_run_ends_it_with_5_and_the_outputs_stay() {
    let _alone = ALONE.lock();
    let mut cluster = Cluster::in_a_bucket(1);
    let out = cluster.place.path().join("output");
    fs::create_dir(&out).unwrap();
    fs::write(out.join("manifest.json"), EARLIER).unwrap();
    let run = cluster.run_until(&out, "computing facts", |cluster| cluster.bucket().close(true));
    let told = said(&run);
    assert_eq!(run.status.code(), Some(5), "{told}");
    assert!(told.contains("the bucket s3://send-test/runs: "), "{told}");
    assert!(told.contains("gives no access") && told.contains("no output was changed"), "{told}");
    // What could not be removed is named.
    assert!(told.contains("was not removed and can be deleted"), "{told}");
    assert_eq!(fs::read_to_string(out.join("manifest.json")).unwrap(), EARLIER);
    assert_eq!(fs::read_dir(&out).unwrap().count(), 1);
    cluster.bucket().close(false);
    let again = cluster.run(&out, &[]).output().unwrap();
    assert_eq!(again.status.code(), Some(0), "{}", said(&again));
    same_bytes(&out, &LOCAL);
}

#[test]
fn an_executor_that_shares_another_place_is_reported_by_name() {
    let _alone = ALONE.lock();
    for (cluster, other) in [
        (Cluster::of(0), tempfile::tempdir().unwrap().keep()),
        (Cluster::in_a_bucket(0), PathBuf::from("s3://send-test/runs/other")),
    ] {
        let out = cluster.place.path().join("output");
        let _executor = cluster.executor_in(Path::new(PROGRAM), &other);
        let run = cluster.run(&out, &[]).output().unwrap();
        let told = said(&run);
        assert_eq!(run.status.code(), Some(5), "{told}");
        let words = format!("is not a folder below --shared {}", other.display());
        assert!(told.contains(&words) && told.contains("(executor 127.0.0.1:"), "{told}");
        assert!(!out.exists());
        cluster.nothing_is_left();
        let _ = fs::remove_dir(other);
    }
}

/// The manifest of an earlier run, without which its folder is not replaced.
const EARLIER: &str = r#"{"program": "send-outcomes", "outputs": []}"#;

/// What is changed about a command.
type Change<'a> = &'a dyn Fn(&mut Command);

#[test]
fn a_bucket_that_cannot_be_used_is_reported_with_what_to_set() {
    let _alone = ALONE.lock();
    let store = Store::start();
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("output");
    fs::create_dir(&out).unwrap();
    fs::write(out.join("manifest.json"), EARLIER).unwrap();
    let tried = |verb: &[&str], shared: &str, change: Change<'_>| {
        let mut command = Command::new(PROGRAM);
        store.set_up(&mut command);
        command.args(verb).args(["--shared", shared]);
        change(&mut command);
        let run = command.output().unwrap();
        assert!(!said(&run).contains(bucket::SECRET), "{}", said(&run));
        (run.status.code(), said(&run))
    };
    let client = [
        "run",
        "--only",
        "tables",
        "--engine",
        "ballista://127.0.0.1:9",
        "--out",
        out.to_str().unwrap(),
    ];
    let executor = ["executor", "--scheduler", "127.0.0.1:9", "--port", "0", "--task-port", "0"];
    let ours = bucket::address();
    let without = |name: &'static str| {
        move |command: &mut Command| {
            command.env_remove(name);
        }
    };
    let with = |name: &'static str, value: &'static str| {
        move |command: &mut Command| {
            command.env(name, value);
        }
    };
    for verb in [&client[..], &executor[..]] {
        let as_it_is = |_: &mut Command| {};
        let no_keys = |command: &mut Command| bucket::forget_all(command);
        let cases: [(&str, Change<'_>, u8, &str); 9] = [
            (&ours, &no_keys, 5, "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"),
            (&ours, &without("AWS_SECRET_ACCESS_KEY"), 5, "AWS_SECRET_ACCESS_KEY is not set"),
            (&ours, &with("AWS_ACCESS_KEY_ID", "OTHER"), 5, "refuses the credentials"),
            (&ours, &without("AWS_ALLOW_HTTP"), 5, "AWS_ALLOW_HTTP=true"),
            (&ours, &with("AWS_ENDPOINT", "http://127.0.0.1:9"), 5, "does not answer"),
            ("s3://another-one/runs", &as_it_is, 5, "has no bucket 'another-one'"),
            ("s3://send-test/elsewhere", &as_it_is, 5, "s3:ListBucket on the bucket"),
            ("s3://Send/runs", &as_it_is, 2, "s3://BUCKET/PREFIX"),
            ("s3://OTHER:word@send-test/runs", &as_it_is, 2, "never in the address"),
        ];
        for (shared, change, code, words) in cases {
            let (found, told) = tried(verb, shared, change);
            assert_eq!(found, Some(code.into()), "{words}: {told}");
            assert!(told.contains(words), "{words}: {told}");
            assert!(!told.contains("OTHER"), "{words}: {told}");
        }
    }
    store.only_read(true);
    let (code, told) = tried(&client, &ours, &|_| {});
    assert_eq!(code, Some(5), "{told}");
    assert!(told.contains("s3:PutObject") && told.contains("no output was changed"), "{told}");
    assert!(store.keys().is_empty());
    assert_eq!(fs::read_to_string(out.join("manifest.json")).unwrap(), EARLIER);
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
}

#[test]
fn what_is_wrong_with_a_file_is_reported_by_the_client() {
    let _alone = ALONE.lock();
    let place = tempfile::tempdir().unwrap();
    let source = place.path().join("source");
    fs::create_dir(&source).unwrap();
    for name in ["key-stage-2-attainment", "pupil-absence", "phonics-screening-check"] {
        let figures = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/embedded/figures");
        let text = fs::read_to_string(figures.join(format!("{name}.csv"))).unwrap();
        fs::write(source.join(format!("synthetic-{name}.csv")), &text).unwrap();
        if name == "pupil-absence" {
            let renamed = text.replace("sess_overall_percent", "sess_overal_percent");
            fs::write(source.join(format!("synthetic-{name}.csv")), renamed).unwrap();
        }
    }
    // A folder of several releases is joined on the cluster as well.
    let newer = source.join("newer");
    fs::create_dir(&newer).unwrap();
    let phonics = fs::read_to_string(source.join("synthetic-phonics-screening-check.csv")).unwrap();
    let shorter: Vec<&str> = phonics.lines().take(400).collect();
    fs::write(newer.join("synthetic-phonics-screening-check--2.csv"), shorter.join("\n") + "\n")
        .unwrap();
    let from = format!("dir:{}", source.display());
    let here = place.path().join("here");
    let local = Command::new(PROGRAM)
        .args(ARGUMENTS)
        .args(["--source", &from, "--out"])
        .arg(&here)
        .output()
        .unwrap();
    let told = |run: &Output| {
        let told = said(run);
        told.split_once("these measures").map_or(told.clone(), |(_, rest)| rest.to_string())
    };
    assert_eq!(local.status.code(), Some(6), "{}", said(&local));
    assert!(told(&local).contains("synthetic-pupil-absence.csv"), "{}", said(&local));
    for cluster in [Cluster::of(2), Cluster::in_a_bucket(2)] {
        let there = cluster.place.path().join("there");
        let remote = cluster.run(&there, &["--source", &from]).output().unwrap();
        assert_eq!(remote.status.code(), Some(6), "{}", said(&remote));
        assert_eq!(told(&local), told(&remote));
        same_bytes(&there, &tables(&here));
        cluster.nothing_is_left();
    }
}

#[test]
fn a_run_outlives_executors_that_are_killed() {
    let _alone = ALONE.lock();
    let mut cluster = Cluster::of(3);
    let out = cluster.place.path().join("output");
    let run = cluster.run_until(&out, "computing facts", |cluster| {
        for executor in &mut cluster.executors[..2] {
            executor.kill();
        }
    });
    assert_eq!(run.status.code(), Some(0), "{}", said(&run));
    same_bytes(&out, &LOCAL);
    // Their loss was seen, by silence or by work that could not be handed to them.
    let told = cluster.scheduler.kill();
    assert!(told.contains("heartbeat timed out") || told.contains("Failed to launch"), "{told}");
}

#[test]
fn staging_goes_on_without_an_executor_that_is_killed() {
    let _alone = ALONE.lock();
    let mut cluster = Cluster::of(2);
    let out = cluster.place.path().join("output");
    let run = cluster.run_until(&out, "reading published figures", |cluster| {
        thread::sleep(Duration::from_millis(300));
        cluster.executors[0].kill();
    });
    assert_eq!(run.status.code(), Some(0), "{}", said(&run));
    same_bytes(&out, &LOCAL);
}

#[test]
fn without_its_scheduler_a_run_ends_with_5_and_the_outputs_stay() {
    let _alone = ALONE.lock();
    let mut cluster = Cluster::of(1);
    let out = cluster.place.path().join("output");
    fs::create_dir(&out).unwrap();
    fs::write(out.join("manifest.json"), EARLIER).unwrap();
    let run = cluster.run_until(&out, "computing cells", |cluster| {
        cluster.scheduler.kill();
    });
    let told = said(&run);
    assert_eq!(run.status.code(), Some(5), "{told}");
    assert!(told.contains(&cluster.address) && told.contains("no output was changed"), "{told}");
    let again = cluster.run(&out, &[]).output().unwrap();
    assert_eq!(again.status.code(), Some(5), "{}", said(&again));
    assert!(said(&again).contains("nothing is listening there"), "{}", said(&again));
    assert_eq!(fs::read_to_string(out.join("manifest.json")).unwrap(), EARLIER);
    assert_eq!(fs::read_dir(&out).unwrap().count(), 1);
    cluster.nothing_is_left();
    let beside = fs::read_dir(cluster.place.path()).unwrap().map(|e| e.unwrap().file_name());
    assert_eq!(beside.filter(|name| name.to_string_lossy().contains("draft")).count(), 0);
}

#[test]
fn without_any_executor_a_run_ends_with_5_and_says_what_to_start() {
    let _alone = ALONE.lock();
    let mut cluster = Cluster::of(1);
    let out = cluster.place.path().join("output");
    let run = cluster.run_until(&out, "computing cells", |cluster| {
        cluster.executors[0].kill();
    });
    assert_eq!(run.status.code(), Some(5), "{}", said(&run));
    assert!(said(&run).contains("start one with 'send-outcomes executor"), "{}", said(&run));
    assert!(!out.exists());
    cluster.nothing_is_left();
}

#[test]
fn a_build_of_another_version_is_refused_with_both_named() {
    let _alone = ALONE.lock();
    let ours = env!("CARGO_PKG_VERSION");
    let theirs = ours.replacen(|c: char| c.is_ascii_digit(), "9", 1);
    let cluster = Cluster::of(1);
    // Another build in truth: the same program, whose number was changed within its file.
    let mut bytes = fs::read(PROGRAM).unwrap();
    let number = format!("send-outcomes {ours}");
    let places: Vec<usize> = bytes
        .windows(number.len())
        .enumerate()
        .filter_map(|(place, window)| (window == number.as_bytes()).then_some(place))
        .collect();
    assert!(!places.is_empty());
    for place in places {
        let changed = format!("send-outcomes {theirs}");
        bytes[place..place + number.len()].copy_from_slice(changed.as_bytes());
    }
    let other = cluster.place.path().join("other");
    fs::write(&other, bytes).unwrap();
    let executable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(&other, executable).unwrap();

    let mut refused = cluster.executor(&other);
    let begun = Instant::now();
    while refused.child.try_wait().unwrap().is_none() {
        assert!(begun.elapsed() < Duration::from_mins(1), "it was let in");
        thread::sleep(Duration::from_millis(100));
    }
    let status = refused.child.wait().unwrap();
    let told = refused.kill();
    assert_eq!(status.code(), Some(5), "{told}");
    for version in [ours, &theirs] {
        assert!(told.contains(&format!(" {version}+")), "{told}");
    }

    let out = cluster.place.path().join("output");
    let mut client = Command::new(&other);
    client.args(cluster.run(&out, &[]).get_args());
    let client = client.output().unwrap();
    assert_eq!(client.status.code(), Some(5), "{}", said(&client));
    for version in [ours, &theirs] {
        assert!(said(&client).contains(&format!(" {version}+")), "{}", said(&client));
    }
    assert!(!out.exists());
}

#[test]
fn local_figures_never_leave_for_a_cluster() {
    let place = tempfile::tempdir().unwrap();
    let workspace = place.path().join("birmingham");
    let run = |arguments: &[&str]| {
        Command::new(PROGRAM).current_dir(place.path()).args(arguments).output().unwrap()
    };
    let made = run(&["init", "birmingham", "--area", "Birmingham"]);
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    let local = workspace.join("local");
    let refused = run(&[
        "run",
        "--local",
        local.to_str().unwrap(),
        "--engine",
        "ballista://127.0.0.1:9",
        "--shared",
        ".",
    ]);
    assert_eq!(refused.status.code(), Some(2), "{}", said(&refused));
    assert!(said(&refused).contains("never goes to a cluster"), "{}", said(&refused));
    let shareless = run(&["run", "--engine", "ballista://127.0.0.1:9"]);
    assert_eq!(shareless.status.code(), Some(2));
    assert!(said(&shareless).contains("--shared DIR"), "{}", said(&shareless));
}
