//! Traces for an OpenTelemetry collector: how long requests and jobs take, and what in them. Spans of ours only, with the
//! fields that are named where they begin; log lines stay in the log.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, ensure};
use async_trait::async_trait;
use coffer_app::{TraceDelivery, error_chain};
use coffer_domain::ports::Clock as _;
use opentelemetry::trace::{Link, SpanKind, TraceId, TracerProvider as _};
use opentelemetry::{Context as TraceContext, KeyValue};
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{Protocol, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{
    BatchConfigBuilder, BatchSpanProcessor, ParentBasedSampler, Sampler, SamplingResult,
    SdkTracerProvider, ShouldSample, SpanData, SpanExporter,
};
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use tracing::Subscriber;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::registry::LookupSpan;

use crate::config::traces::Collector;
use crate::system::SystemClock;

/// Packages of ours begin so; other libraries' spans may hold what they were asked.
const OURS: &str = "coffer";
/// A collector that takes longer gets the next batch.
const ANSWER_MAX: Duration = Duration::from_secs(10);
/// Spans that wait; what comes on top is dropped.
const WAITING_SPANS_MAX: usize = 8_192;
/// The server's end waits so long for the last spans.
const CLOSE_MAX: Duration = Duration::from_secs(5);

/// Traces to a collector. To be opened and closed on a thread that may wait.
pub(crate) struct Traces {
    provider: SdkTracerProvider,
    delivery: Arc<TraceDelivery>,
}

impl Traces {
    /// Connects to nothing yet.
    pub(crate) fn open(collector: Collector) -> anyhow::Result<Self> {
        let cause = Arc::<Mutex<Option<String>>>::default();
        let exporter = opentelemetry_otlp::SpanExporter::builder()
            .with_http()
            .with_http_client(Caller::new(&collector, Arc::clone(&cause))?)
            .with_endpoint(collector.url.as_str())
            .with_protocol(Protocol::HttpBinary)
            .with_timeout(ANSWER_MAX)
            .build()
            .context("[traces] cannot be set up")?;
        let delivery = Arc::<TraceDelivery>::default();
        let counted = Counted {
            exporter,
            cause,
            delivery: Arc::clone(&delivery),
        };
        let batches = BatchConfigBuilder::default().with_max_queue_size(WAITING_SPANS_MAX);
        let processor = BatchSpanProcessor::builder(counted)
            .with_batch_config(batches.build())
            .build();
        let resource = Resource::builder()
            .with_service_name(collector.service)
            .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")));
        let begins = Asked(Sampler::TraceIdRatioBased(collector.share));
        let provider = SdkTracerProvider::builder()
            .with_span_processor(processor)
            .with_sampler(ParentBasedSampler::new(begins))
            .with_resource(resource.build());
        Ok(Self {
            provider: provider.build(),
            delivery,
        })
    }

    /// What becomes of the spans.
    pub(crate) fn delivery(&self) -> Arc<TraceDelivery> {
        Arc::clone(&self.delivery)
    }

    /// What sees spans begin and end.
    pub(crate) fn layer<S>(&self) -> impl Layer<S> + use<S>
    where
        S: Subscriber + for<'span> LookupSpan<'span>,
    {
        tracing_opentelemetry::layer()
            .with_tracer(self.provider.tracer(OURS))
            .with_location(false)
            .with_threads(false)
            .with_tracked_inactivity(false)
            .with_filter(filter_fn(|it| {
                it.is_span() && it.target().starts_with(OURS)
            }))
    }

    /// Tells the collector what is left.
    pub(crate) fn close(&self) {
        if let Err(error) = self.provider.shutdown_with_timeout(CLOSE_MAX) {
            tracing::warn!(error = %error_chain(&error), "the last spans were not told");
        }
    }
}

/// Calls the collector, and keeps why it could not: the exporter says only that it could not.
struct Caller {
    client: reqwest::blocking::Client,
    cause: Arc<Mutex<Option<String>>>,
}

impl fmt::Debug for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Caller")
    }
}

impl Caller {
    fn new(collector: &Collector, cause: Arc<Mutex<Option<String>>>) -> anyhow::Result<Self> {
        let client = client(collector)?;
        Ok(Self { client, cause })
    }
}

#[async_trait]
impl HttpClient for Caller {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let sent = self.client.send_bytes(request).await.map_err(without_url);
        let why = sent.as_ref().err().map(|error| error_chain(&**error));
        *locked(&self.cause) = why;
        sent
    }
}

/// An address may have a key in it.
fn without_url(error: HttpError) -> HttpError {
    match error.downcast::<reqwest::Error>() {
        Ok(error) => Box::new(error.without_url()),
        Err(other) => other,
    }
}

fn locked(cause: &Mutex<Option<String>>) -> MutexGuard<'_, Option<String>> {
    cause.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether a collector can be called as it is configured; to be asked on a thread that may wait.
pub(crate) fn check(collector: &Collector) -> anyhow::Result<()> {
    client(collector).map(drop)
}

/// A client that follows nothing, uses no proxy, and gives up in time.
fn client(collector: &Collector) -> anyhow::Result<reqwest::blocking::Client> {
    let mut headers = HeaderMap::new();
    if let Some(secret) = &collector.authorization {
        let mut value = HeaderValue::from_str(secret.expose())
            .context("[traces] authorization_file holds no value of a header")?;
        value.set_sensitive(true);
        headers.insert(AUTHORIZATION, value);
    }
    let mut builder = reqwest::blocking::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .timeout(ANSWER_MAX)
        .default_headers(headers);
    if let Some(pem) = &collector.ca_pem {
        let certificates = reqwest::Certificate::from_pem_bundle(pem)
            .context("[traces] ca_file holds no certificates")?;
        ensure!(
            !certificates.is_empty(),
            "[traces] ca_file holds no certificates"
        );
        builder = builder.tls_certs_merge(certificates);
    }
    builder.build().context("[traces] cannot be set up")
}

/// Which traces begin: what somebody or something asked for. A round that looks whether there is work, and finds none,
/// begins none: there would be little else.
#[derive(Debug, Clone)]
struct Asked(Sampler);

impl ShouldSample for Asked {
    fn should_sample(
        &self,
        parent: Option<&TraceContext>,
        trace: TraceId,
        name: &str,
        kind: &SpanKind,
        attributes: &[KeyValue],
        links: &[Link],
    ) -> SamplingResult {
        let sampler = match kind {
            SpanKind::Server | SpanKind::Consumer | SpanKind::Producer => &self.0,
            SpanKind::Client | SpanKind::Internal => &Sampler::AlwaysOff,
        };
        sampler.should_sample(parent, trace, name, kind, attributes, links)
    }
}

/// Counts what the collector takes. Its absence is logged once, and its return.
#[derive(Debug)]
struct Counted {
    exporter: opentelemetry_otlp::SpanExporter,
    cause: Arc<Mutex<Option<String>>>,
    delivery: Arc<TraceDelivery>,
}

impl SpanExporter for Counted {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let spans = batch.len() as u64;
        let result = self.exporter.export(batch).await;
        match &result {
            Ok(()) => {
                if self.delivery.taken(spans) {
                    tracing::info!("the collector takes spans again");
                }
            }
            Err(error) => {
                let cause = locked(&self.cause).take();
                let why = cause.unwrap_or_else(|| error_chain(error));
                if self.delivery.lost(spans, SystemClock.now(), &why) {
                    tracing::warn!(error = why, "the collector takes no spans; they are lost");
                }
            }
        }
        result
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.exporter.shutdown_with_timeout(timeout)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.exporter.set_resource(resource);
    }
}
