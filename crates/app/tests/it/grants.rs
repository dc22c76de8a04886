//! Temporary access against time, a clock that goes back, and people who leave.

use coffer_app::AppError;
use coffer_app::access::{Answered, NewAccessRequest, ReviewForm};
use coffer_app::people::NewMember;
use coffer_domain::access_request::{NoAnswer, RequestState};
use coffer_domain::context::RequestCtx;
use coffer_domain::grant::EndedBy;
use coffer_domain::id::{AccessRequestId, GrantId};
use coffer_domain::limits::{ACCESS_REQUEST_LIFE, BREAK_GLASS_LIFE, BREAK_GLASS_REVIEW};
use coffer_domain::people::Member;
use coffer_domain::ports::{Clock, Directory};
use coffer_domain::time::Span;

use crate::world::World;

const WHY: &str = "48213 shows the same trace id";

/// A world with a security officer, a case with a file, and Max of Engineering outside of it.
struct Floor {
    world: World,
    sara: Member,
    case: String,
    file: coffer_domain::id::FileId,
}

const BYTES: u64 = 3_000_000;

impl Floor {
    async fn new() -> Self {
        let world = World::new(1).await;
        let new = NewMember {
            email: "sara@coffer.example".to_owned(),
            name: None,
            department: "Support".to_owned(),
            roles: vec!["security".to_owned()],
        };
        let (sara, _) = world.app.add_member(&world.operator(), &new).await.unwrap();
        let case = world.case().await;
        let link = world.link(&case).await;
        let file = world.file(&link, 7, BYTES).await;
        world.drain_jobs().await;
        Self {
            world,
            sara,
            case,
            file,
        }
    }

    /// Somebody as they are now, as a request finds them.
    async fn now(&self, member: &Member) -> RequestCtx {
        let member = self.world.store.member(member.id).await.unwrap().unwrap();
        self.world.member(&member)
    }

    async fn ask(&self, acts: &[&str], minutes: u32) -> AccessRequestId {
        let new = NewAccessRequest {
            case: self.case.clone(),
            acts: acts.iter().map(|act| (*act).to_owned()).collect(),
            minutes: Some(minutes),
            reason: WHY.to_owned(),
        };
        let max = self.now(&self.world.people.max).await;
        self.world
            .app
            .ask_access(&max, &new)
            .await
            .unwrap()
            .request
            .id
    }

    async fn approve(&self, who: &Member, id: AccessRequestId) -> Result<RequestState, AppError> {
        let who = self.now(who).await;
        let all = Answered::default();
        let answered = self.world.app.approve_access(&who, id, &all).await?;
        Ok(answered.request.state)
    }

    async fn granted(&self, acts: &[&str], minutes: u32) {
        let id = self.ask(acts, minutes).await;
        self.approve(&self.world.people.lena, id).await.unwrap();
        let state = self.approve(&self.sara, id).await.unwrap();
        assert_eq!(state, RequestState::Approved);
    }

    async fn max_reads(&self) -> bool {
        let max = self.now(&self.world.people.max).await;
        self.world.app.lines(&max, self.file, 0, 1, 1).await.is_ok()
    }
}

#[tokio::test]
async fn the_clock_starts_at_approval_and_expiry_ends_a_read_under_way() {
    let floor = Floor::new().await;
    let world = &floor.world;
    let id = floor.ask(&["download"], 60).await;
    world.clock.advance(Span::hours(23));
    floor.approve(&world.people.lena, id).await.unwrap();
    assert!(!floor.max_reads().await, "one approval is not two");
    floor.approve(&floor.sara, id).await.unwrap();
    world.clock.advance(Span::minutes(59));
    assert!(floor.max_reads().await);

    let max = floor.now(&world.people.max).await;
    let opened = world.app.download(&max, floor.file).await.unwrap();
    let mut pieces = opened.stream(0..BYTES).await.unwrap();
    assert!(matches!(pieces.recv().await, Some(Ok(_))));
    world.clock.advance(Span::minutes(1));
    // What the server does every few seconds; the policies would refuse without it as well.
    let ended = world.app.sweep_access(world.clock.now()).await.unwrap();
    assert_eq!(ended, 1);
    assert!(matches!(
        pieces.recv().await,
        Some(Err(AppError::Denied(_)))
    ));
    assert!(!floor.max_reads().await);
    assert_eq!(world.app.sweep_access(world.clock.now()).await.unwrap(), 0);
}

#[tokio::test]
async fn expiry_is_decided_by_the_clock_whether_or_not_anybody_noted_it() {
    let floor = Floor::new().await;
    floor.granted(&["view"], 60).await;
    assert!(floor.max_reads().await);
    floor.world.clock.advance(Span::hours(1));
    assert!(!floor.max_reads().await);
    // Set back a little, and it is as over as it was once somebody noted it.
    let now = floor.world.clock.now();
    floor.world.app.sweep_access(now).await.unwrap();
    floor.world.clock.advance(Span::minutes(-2));
    assert!(!floor.max_reads().await);
}

#[tokio::test]
async fn a_clock_set_back_far_ends_a_grant_instead_of_lengthening_it() {
    let floor = Floor::new().await;
    floor.granted(&["view"], 60).await;
    floor.world.clock.advance(Span::minutes(-4));
    assert!(floor.max_reads().await);
    floor.world.clock.advance(Span::hours(-3));
    assert!(!floor.max_reads().await);
}

#[tokio::test]
async fn an_unanswered_request_lapses_and_says_so() {
    let floor = Floor::new().await;
    let world = &floor.world;
    let id = floor.ask(&["view"], 60).await;
    floor.approve(&world.people.lena, id).await.unwrap();
    world.clock.advance(ACCESS_REQUEST_LIFE);
    let late = floor.approve(&floor.sara, id).await;
    assert!(matches!(late, Err(AppError::NoAnswer(NoAnswer::Lapsed))));
    let told = world.mailer.sent();
    let told = told.iter().find(|mail| mail.subject.contains("lapsed"));
    assert_eq!(told.unwrap().to, world.people.max.email);
    // The clock goes back to when it waited; it stays lapsed.
    world.clock.advance(Span::hours(-1));
    let late = floor.approve(&floor.sara, id).await;
    assert!(matches!(late, Err(AppError::NoAnswer(NoAnswer::Lapsed))));
    assert!(!floor.max_reads().await);
    // And the same question may be asked again.
    floor.ask(&["view"], 60).await;
}

async fn break_glass(floor: &Floor, ctx: &RequestCtx) -> Result<GrantId, AppError> {
    let broken = floor.world.app.break_glass(ctx, &floor.case, &[], WHY);
    Ok(broken.await?.grant.id)
}

#[tokio::test]
async fn breaking_the_glass_is_at_once_loud_short_and_reviewed_by_somebody_else() {
    let floor = Floor::new().await;
    let world = &floor.world;
    let max = floor.now(&world.people.max).await;
    let stale = RequestCtx {
        authenticated: Some(max.now.plus(Span::minutes(-16))),
        ..max.clone()
    };
    let unknown = RequestCtx {
        authenticated: None,
        ..max.clone()
    };
    for weak in [stale, unknown] {
        let refused = break_glass(&floor, &weak).await;
        assert!(matches!(
            refused,
            Err(AppError::Denied(_) | AppError::StepUpRequired)
        ));
    }
    let grant = break_glass(&floor, &max).await.unwrap();
    assert!(floor.max_reads().await);
    let case = world.app.case(&world.lena(), &floor.case).await.unwrap();
    assert!(case.emergency);
    let told: Vec<_> = world
        .mailer
        .sent()
        .into_iter()
        .map(|mail| mail.to)
        .collect();
    assert!(told.contains(&world.people.lena.email) && told.contains(&floor.sara.email));

    world.clock.advance(BREAK_GLASS_LIFE);
    assert!(!floor.max_reads().await);
    let case = world.app.case(&world.lena(), &floor.case).await.unwrap();
    assert!(!case.emergency);
    let review = |verdict: &str| ReviewForm {
        verdict: verdict.to_owned(),
        note: "the outage was real".to_owned(),
    };
    let max = floor.now(&world.people.max).await;
    let own = world
        .app
        .review_grant(&max, grant, &review("justified"))
        .await;
    assert!(matches!(own, Err(AppError::Denied(_))));
    world.clock.advance(BREAK_GLASS_REVIEW);
    let sara = floor.now(&floor.sara).await;
    let late = world.app.grant(&sara, grant).await.unwrap();
    assert!(late.grant.review_overdue(late.now));
    let not_justified = review("not_justified");
    let reviewed = world.app.review_grant(&sara, grant, &not_justified);
    assert!(!reviewed.await.unwrap().grant.review_open());
    let again = world
        .app
        .review_grant(&sara, grant, &review("justified"))
        .await;
    assert!(matches!(again, Err(AppError::Conflict("grant.reviewed"))));
}

#[tokio::test]
async fn who_broke_the_glass_and_went_is_reviewed_all_the_same() {
    let floor = Floor::new().await;
    let world = &floor.world;
    let max = floor.now(&world.people.max).await;
    let grant = break_glass(&floor, &max).await.unwrap();
    let email = world.people.max.email.as_str().to_owned();
    world
        .app
        .member_leaves(&world.operator(), &email)
        .await
        .unwrap();
    let sara = floor.now(&floor.sara).await;
    let kept = world.app.grant(&sara, grant).await.unwrap().grant;
    assert_eq!(kept.ended.map(|it| it.how), Some(EndedBy::HolderChanged));
    let form = ReviewForm {
        verdict: "not_justified".to_owned(),
        note: "nothing was burning that night".to_owned(),
    };
    let reviewed = world.app.review_grant(&sara, grant, &form).await.unwrap();
    assert!(!reviewed.grant.review_open());
}

#[tokio::test]
async fn a_later_grant_takes_the_place_of_an_earlier_one() {
    let floor = Floor::new().await;
    let world = &floor.world;
    floor.granted(&["download"], 240).await;
    let max = floor.now(&world.people.max).await;
    assert!(world.app.download(&max, floor.file).await.is_ok());
    floor.granted(&["view"], 30).await;
    let max = floor.now(&world.people.max).await;
    assert!(world.app.download(&max, floor.file).await.is_err());
    assert!(floor.max_reads().await);
}
