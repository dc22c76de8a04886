//! Courses and who has passed them.

use coffer_api::List;
use coffer_api::cases::Case;
use coffer_api::training::{Course, ImportTraining, PutCourse, RecordTraining, SetLanes, Training};
use reqwest::Method;

use crate::error::CallError;
use crate::members::Client;

impl Client {
    /// The courses asked for, by lane.
    pub async fn courses(&self) -> Result<Vec<Course>, CallError> {
        self.all(&["courses"], &[]).await
    }

    pub async fn put_course(&self, lane: &str, put: &PutCourse) -> Result<Course, CallError> {
        let request = self.request(Method::PUT, &["courses", lane])?.json(put);
        self.transport.json(request).await
    }

    pub async fn end_course(&self, lane: &str) -> Result<(), CallError> {
        let request = self.request(Method::DELETE, &["courses", lane])?;
        self.transport.send(request).await.map(drop)
    }

    pub async fn record_training(&self, new: &RecordTraining) -> Result<Vec<Training>, CallError> {
        let recorded: List<Training> = self.post(&["trainings"], new).await?;
        Ok(recorded.items)
    }

    pub async fn import_training(&self, new: &ImportTraining) -> Result<Vec<Training>, CallError> {
        let recorded: List<Training> = self.post(&["trainings", "import"], new).await?;
        Ok(recorded.items)
    }

    /// How members stand; only what is not simply current if `due`.
    pub async fn trainings(
        &self,
        lane: Option<&str>,
        member: Option<&str>,
        due: bool,
    ) -> Result<Vec<Training>, CallError> {
        let mut query = Vec::new();
        query.extend(lane.map(|lane| ("lane", lane)));
        query.extend(member.map(|member| ("member", member)));
        query.extend(due.then_some(("due", "true")));
        self.all(&["trainings"], &query).await
    }

    /// Says under which regimes all files of a case are.
    pub async fn set_case_lanes(&self, case: &str, lanes: &SetLanes) -> Result<Case, CallError> {
        let segments = ["cases", case, "lanes"];
        let request = self.request(Method::PUT, &segments)?.json(lanes);
        self.transport.json(request).await
    }

    /// Opens a closed case again; nobody gets their access back by it.
    pub async fn reopen_case(&self, case: &str) -> Result<Case, CallError> {
        let request = self.request(Method::POST, &["cases", case, "reopen"])?;
        self.transport.json(request).await
    }
}
