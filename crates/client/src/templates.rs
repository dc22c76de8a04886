//! Templates of what file requests ask for.

use coffer_api::checklist::{NewRequestTemplate, RequestTemplate};
use reqwest::Method;

use crate::error::CallError;
use crate::members::Client;

impl Client {
    /// The templates that can be used in a case; those that come with Coffer in `language`.
    pub async fn case_templates(
        &self,
        case: &str,
        language: &str,
    ) -> Result<Vec<RequestTemplate>, CallError> {
        self.all(&["cases", case, "templates"], &[("language", language)])
            .await
    }

    /// A department's own templates.
    pub async fn templates(&self, department: &str) -> Result<Vec<RequestTemplate>, CallError> {
        self.all(&["departments", department, "templates"], &[])
            .await
    }

    /// Saves a template, in place of the one that is called the same.
    pub async fn save_template(
        &self,
        department: &str,
        new: &NewRequestTemplate,
    ) -> Result<RequestTemplate, CallError> {
        self.post(&["departments", department, "templates"], new)
            .await
    }

    pub async fn remove_template(&self, template: &str) -> Result<(), CallError> {
        let request = self.request(Method::DELETE, &["templates", template])?;
        self.transport.send(request).await.map(drop)
    }
}
