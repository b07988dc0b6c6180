//! What was found, for the terminal and for `docs/benchmarks.md`.

use std::{fmt::Write, path::Path, time::Duration};

use crate::{
    Outcome,
    attacks::Refused,
    machine::megabytes,
    measure::Measured,
    scene::{Bare, Found},
};

/// Everything that one run found.
pub struct Findings {
    pub machine: String,
    pub compiler: String,
    pub postgres: String,
    /// Provinces, agencies, quarters.
    pub size: [u32; 3],
    /// What `tonghop seed scale` said.
    pub seeded: String,
    pub clients: usize,
    pub seconds: u64,
    pub turns: usize,
    pub found: Vec<Found>,
    pub refused: Vec<Refused>,
    pub busy_memory: u64,
    pub idle_memory: u64,
    pub program_size: u64,
    /// `None` when it was not measured this time.
    pub cold_build: Option<Duration>,
}

/// What the line on the cold build begins with: it is kept from run to run.
const COLD: &str = "| Cold release build";

/// One question, for the terminal.
pub fn line(found: &Found) -> String {
    let side = |measured: &Measured| {
        let (median, most) = (milliseconds(measured.percentile(50)), milliseconds(measured.percentile(95)));
        format!("{:.0}/s, p50 {median}, p95 {most}", measured.throughput())
    };
    let [all, left] = &found.sql;
    let (http, sql) = (side(&found.http), side(&all.measured));
    let (ratio, of_left) = (found.ratio(all), found.ratio(left));
    let mut line = format!(
        "{}: HTTP {http}; SQL {sql}; throughput HTTP : SQL = {ratio:.2}, of what is left of it {of_left:.2}",
        found.name
    );
    for beside in &found.beside {
        line += &format!("; {} {:.2} times as long", beside.name, found.times(beside));
    }
    line
}

/// Prints the rest, and writes the document unless this is a dry run.
pub fn publish(findings: &Findings, dry: bool) -> Outcome<()> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/benchmarks.md");
    let before = std::fs::read_to_string(&file).unwrap_or_default();
    let kept = before.lines().find(|line| line.starts_with(COLD)).map(str::to_owned);
    let text = document(findings, kept)?;
    println!(
        "idle {}, busy {}, program {}",
        megabytes(findings.idle_memory),
        megabytes(findings.busy_memory),
        megabytes(findings.program_size)
    );
    if dry {
        println!("{text}");
    } else {
        std::fs::write(&file, text)?;
        println!("wrote {}", file.display());
    }
    Ok(())
}

fn document(findings: &Findings, kept: Option<String>) -> Result<String, std::fmt::Error> {
    let [provinces, agencies, quarters] = findings.size;
    let mut text = String::new();
    writeln!(text, "{HEAD}")?;
    writeln!(text, "| | |\n|---|---|")?;
    writeln!(text, "| Machine | {} |", findings.machine)?;
    writeln!(text, "| Compiler | {}, release profile |", findings.compiler)?;
    writeln!(text, "| PostgreSQL | {} |", findings.postgres)?;
    writeln!(
        text,
        "| Data | `tonghop seed scale --provinces {provinces} --agencies {agencies} --quarters {quarters}`: {} |",
        findings.seeded
    )?;
    writeln!(
        text,
        "| Load | {} clients at once, {} turns of {} s for each side; clients, server and database share the machine |",
        findings.clients, findings.turns, findings.seconds
    )?;
    writeln!(text, "\n## The consolidated query through HTTP against its SQL\n\n{COMPARED}\n")?;
    writeln!(text, "| | | statements | rows read | a second | p50 | p95 |")?;
    writeln!(text, "|---|---|--:|--:|--:|--:|--:|")?;
    for found in &findings.found {
        let bare = |bare: &Bare| format!("{} | {}", bare.statements, bare.rows);
        let [all, left] = &found.sql;
        let asked = format!("{}, {} B", found.name, found.answer);
        let sides = [
            (asked.as_str(), "HTTP", bare(left), &found.http),
            ("", "SQL", bare(all), &all.measured),
            ("", "SQL that is left", bare(left), &left.measured),
        ];
        for (asked, side, bare, measured) in sides {
            writeln!(
                text,
                "| {asked} | {side} | {bare} | {:.0} | {} | {} |",
                measured.throughput(),
                milliseconds(measured.percentile(50)),
                milliseconds(measured.percentile(95))
            )?;
        }
    }
    writeln!(text, "\n| throughput | HTTP : SQL | aim | HTTP : SQL that is left |\n|---|--:|--:|--:|")?;
    for found in &findings.found {
        let [ratio, of_left] = found.sql.each_ref().map(|bare| found.ratio(bare));
        writeln!(text, "| {} | **{ratio:.2}** | 0.50 | {of_left:.2} |", found.name)?;
    }
    writeln!(text, "\n## Other ways of asking the same\n\n{BESIDE}\n")?;
    writeln!(text, "| | requests a second | p50 | p95 | times as long | aim |\n|---|--:|--:|--:|--:|--:|")?;
    for found in &findings.found {
        for beside in &found.beside {
            writeln!(
                text,
                "| {}, {} | {:.0} | {} | {} | **{:.2}** | {:.1} |",
                found.name,
                beside.name,
                beside.http.throughput(),
                milliseconds(beside.http.percentile(50)),
                milliseconds(beside.http.percentile(95)),
                found.times(beside),
                beside.aim
            )?;
        }
    }
    writeln!(text, "\n## Attacks\n\n{ATTACKS}\n")?;
    writeln!(text, "| | sent | status | answer | slowest of ten |\n|---|--:|--:|--:|--:|")?;
    for attack in &findings.refused {
        let Refused { name, sent, status, answer, slowest } = attack;
        writeln!(text, "| {name} | {sent} B | {status} | {answer} B | {} |", milliseconds(*slowest))?;
    }
    writeln!(text, "\n## The program\n\n{PROGRAM}\n\n| | |\n|---|--:|")?;
    writeln!(text, "| Idle memory of `serve --demo` (resident) | {} |", megabytes(findings.idle_memory))?;
    writeln!(
        text,
        "| Memory of the server after the queries above (resident) | {} |",
        megabytes(findings.busy_memory)
    )?;
    writeln!(text, "| Size of the release program | {} |", megabytes(findings.program_size))?;
    match (findings.cold_build, kept) {
        (Some(time), _) => {
            let seconds = time.as_secs();
            writeln!(text, "{COLD}, dependencies fetched | {} min {} s |", seconds / 60, seconds % 60)?;
        }
        (None, Some(line)) => writeln!(text, "{line}")?,
        (None, None) => writeln!(text, "{COLD} | not measured yet |")?,
    }
    Ok(text)
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1_000.0)
}

const HEAD: &str = "# Benchmarks

Written by `cargo bench --bench consolidation -- --full`, which starts a PostgreSQL cluster of its own, fills it, and throws
it away. Without `--full` it measures a tenth of the data; `--help` tells the rest. Ratios travel from machine to machine,
times do not.
";

const COMPARED: &str = "What a server sends to its database for one request is captured between the two: the look-up of the person, \
`BEGIN`, the settings of the scope, the queries, `ROLLBACK`; all of it from a server that keeps nothing between requests \
(`kept_megabytes` = 0), and what is left of it from one that has answered before and keeps what did not change (by default). \
The same statements with the same arguments are then sent straight to the database, over a pool of the same size, by as many \
clients as ask the server, as it is by default, through HTTP with a token. The sides take turns. The province is the median one.";

const BESIDE: &str = "The questions above, asked in another way through HTTP, in the same turns as the plain ones. How many times as \
long is the throughput of the plain question by that of the other one.";

const ATTACKS: &str = "Requests that are made to eat the server, each sent ten times on a connection of its own, to the server \
of the queries above. That they are refused, that nothing runs and that the server lives on is tested in `tests/it/attacks.rs`; \
how long the refusal takes stands here.";

const PROGRAM: &str = "The demo's server holds its data on SQLite; its memory is looked at ten seconds after it is ready. The \
cold build is `cargo build --release` into an empty folder (`--cold-build`).";
