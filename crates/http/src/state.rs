//! What handlers work with.

use std::sync::Arc;

use coffer_app::App;

use crate::rate::Guesses;

/// The state of the HTTP layer.
#[derive(Clone)]
pub struct Http {
    /// The application.
    pub app: Arc<App>,
    pub(crate) guesses: Arc<Guesses>,
}

impl Http {
    /// HTTP over this application.
    #[must_use]
    pub fn new(app: Arc<App>) -> Self {
        Self {
            app,
            guesses: Arc::default(),
        }
    }
}
