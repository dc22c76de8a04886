//! `cargo xtask demo`: plays the main job with the real programs and tells what happened. Every figure is one that
//! was observed; what does not hold is said with what was expected and what was seen.

mod applog;
mod archive;
mod figures;
mod keeper;
mod ledger;
mod places;
mod plant;
mod random;
mod search;
mod server;
mod settings;
mod stage;
mod steps;
mod story;
mod tools;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use clap::Args;

use self::keeper::Keeper;
use self::places::Places;
use self::server::Server;
use self::settings::{Settings, free_port};
use self::stage::{Desk, Stage};
use self::story::Story;
use self::tools::{Coffer, Curl};
use crate::say::say;

/// How many steps there are.
const STEPS: usize = 9;

/// What `demo` takes; the rest comes by the environment: `FILE`, `DEMO_EXIT`, `DEMO_PORT`, `DEMO_DIR`.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The folder with `cofferd` and `coffer`.
    #[arg(long, value_name = "DIR", default_value = "target/release")]
    bin_dir: PathBuf,
}

/// Plays it; true if every step held.
pub(crate) fn run(arguments: &Arguments) -> Result<bool> {
    let settings = Settings::read(|name| std::env::var_os(name))?;
    let bin_dir = programs(&arguments.bin_dir)?;
    let keeper = Keeper::watching()?;
    let mut stage = set_stage(settings, &bin_dir, keeper)?;
    let played = play(&mut stage);
    if stage.keeper.is_ending() {
        // Whoever pressed Ctrl-C is told by the thread that cleans up, which ends the program.
        loop {
            std::thread::park();
        }
    }
    let desk = match played {
        Ok(desk) => Some(desk),
        Err(error) => {
            stage.story.fail(&format!("{error:#}"));
            None
        }
    };
    let held = stage.story.held();
    let all = held == STEPS;
    stage.story.heading(&format!(
        "{held} of {STEPS} steps held, in {} s.",
        stage.story.elapsed().as_secs()
    ));
    match desk {
        Some(desk) if !stage.settings.exit => stay(&stage, &desk, all)?,
        _ => leave(&mut stage, all)?,
    }
    Ok(all)
}

fn programs(bin_dir: &Path) -> Result<PathBuf> {
    let missing = || {
        format!(
            "{} does not hold cofferd and coffer; run `make build`, or name another folder with --bin-dir",
            bin_dir.display()
        )
    };
    let bin_dir = std::fs::canonicalize(bin_dir).with_context(missing)?;
    ensure!(
        ["cofferd", "coffer"]
            .iter()
            .all(|name| bin_dir.join(name).is_file()),
        missing()
    );
    Ok(bin_dir)
}

fn set_stage(settings: Settings, bin_dir: &Path, keeper: Arc<Keeper>) -> Result<Stage> {
    if let Some(file) = &settings.file {
        ensure!(file.is_file(), "FILE={} is not a file", file.display());
    }
    let reserved = free_port(settings.port)?;
    let port = reserved.port;
    let places = Places::make(settings.dir.as_deref())?;
    let server = Server::new(bin_dir, &places, port, Arc::clone(&keeper))?;
    let story = Story::new();
    story.heading(
        "Coffer, the main job from end to end: a customer's bundle goes from a link to the ledger.",
    );
    story.tell(&format!(
        "Programs: {}. Everything is written to {}.",
        bin_dir.display(),
        places.root().display()
    ));
    if port != settings.port {
        story.tell(&format!(
            "Port {} is taken; this one uses {port}.",
            settings.port
        ));
    }
    Ok(Stage {
        anybody: Coffer::new(bin_dir, places.home()),
        curl: Curl::new(&server.url(), server.ca()),
        story,
        settings,
        places,
        server,
        _port: reserved,
        keeper,
    })
}

fn play(stage: &mut Stage) -> Result<Desk> {
    stage.story.step(
        STEPS,
        "Set up: a server, an organisation, a case that waits for files",
    );
    let desk = steps::set_up::play(stage)?;
    stage
        .story
        .step(STEPS, "The bundle on the customer's computer");
    let bundle = steps::pack::play(stage)?;
    stage.story.step(
        STEPS,
        "The customer sends it, without an account; the server is killed in the middle",
    );
    let sent = steps::customer::play(stage, &desk, &bundle)?;
    stage.story.step(STEPS, "What the scan found");
    let log = steps::scan::play(stage, &desk, &bundle, &sent)?;
    stage.story.step(
        STEPS,
        "Working inside: the working copy, a search, one value revealed",
    );
    let reveal = steps::working_copy::play(stage, &desk, &bundle, &log)?;
    stage.story.step(STEPS, "The department wall");
    steps::wall::play(stage, &desk, &sent)?;
    stage.story.step(STEPS, "Proofs that need no server");
    steps::proofs::play(stage, &bundle, &sent, reveal)?;
    stage
        .story
        .step(STEPS, "A stored object that was tampered with");
    steps::tamper::play(stage, &desk, &bundle, &sent)?;
    stage.story.step(STEPS, "No leak");
    steps::no_leak::play(stage, &desk, &bundle, &sent)?;
    Ok(desk)
}

/// Stops everything; removes what was made for this run if there is nothing to look into.
fn leave(stage: &mut Stage, all_held: bool) -> Result<()> {
    stage.server.stop()?;
    stage.keeper.stop_all();
    if all_held && stage.settings.exit && stage.places.remove_if_fresh()? {
        stage
            .story
            .tell("The server is stopped and the demo's files are removed.");
    } else {
        let root = stage.places.root().display();
        stage.story.tell(&format!(
            "The server is stopped. All files are in {root}; its log is {}.",
            stage.places.log().display()
        ));
    }
    Ok(())
}

/// Leaves the server running until Ctrl-C.
fn stay(stage: &Stage, desk: &Desk, all_held: bool) -> Result<()> {
    stage.story.heading("The server keeps running. Try it:");
    let page = steps::set_up::request(stage, &desk.lena)?;
    let url = stage.server.url();
    for (what, value) in [
        ("Customer page", page),
        (
            "  its code",
            format!("is mailed into {}", stage.places.mail().display()),
        ),
        ("Console", format!("{url}/app/")),
        ("  as lena, Support", desk.lena.enrolment_url.clone()),
        ("  as erik, Engineering", desk.erik.enrolment_url.clone()),
        (
            "Trust in the browser",
            stage.server.ca().display().to_string(),
        ),
        (
            "Passphrase of the keys",
            stage.server.passphrase().to_owned(),
        ),
        ("All files", stage.places.root().display().to_string()),
    ] {
        say(&format!("  {what:<24} {value}"));
    }
    stage.story.tell("The enrolment links work once, within 24 hours: choose a password, add the second factor, you are in.");
    stage.story.tell("Ctrl-C stops it.");
    stage.keeper.end_with(all_held);
    let ended = stage.server.running()?.wait()?;
    if stage.keeper.is_ending() {
        loop {
            std::thread::park();
        }
    }
    bail!("the server ended by itself: {ended}")
}
