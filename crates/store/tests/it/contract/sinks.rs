//! How far sinks have got.

use coffer_domain::commit::Change;
use coffer_domain::ports::StoreError;
use coffer_domain::sink::SinkState;
use coffer_domain::time::Timestamp;

use crate::fixture::{Store, apply, refused};

fn at(next: u64) -> SinkState {
    SinkState {
        next,
        taken: Some(Timestamp(5)),
        failing_since: Some(Timestamp(6)),
        failure: Some("it did not answer in time".to_owned()),
        stalled: true,
        disabled: Some(Timestamp(7)),
        ..SinkState::new("siem")
    }
}

pub(crate) async fn a_sink_goes_on_from_where_it_is_thought_to_be(store: Store) {
    assert_eq!(store.sink("siem").await.unwrap(), None);
    store.keep_sink(None, at(3)).await.unwrap();
    let again = store.keep_sink(None, at(4)).await;
    assert!(matches!(again, Err(StoreError::Conflict("sink.moved"))));
    store.keep_sink(Some(3), at(9)).await.unwrap();
    let late = store.keep_sink(Some(3), at(4)).await;
    assert!(matches!(late, Err(StoreError::Conflict("sink.moved"))));
    assert_eq!(store.sink("siem").await.unwrap(), Some(at(9)));
    store
        .keep_sink(None, SinkState::new("archive"))
        .await
        .unwrap();
    assert_eq!(
        store.sinks().await.unwrap(),
        [SinkState::new("archive"), at(9)]
    );
}

pub(crate) async fn an_act_on_a_sink_counts_where_it_stands(store: Store) {
    let set = |from, state| Change::SetSink { from, state };
    apply(&store, [set(None, at(8))]).await;
    refused(&store, set(Some(7), at(9)), "sink.moved").await;
    refused(&store, set(None, at(9)), "sink.moved").await;
    apply(&store, [set(Some(8), SinkState::new("siem"))]).await;
    assert_eq!(
        store.sink("siem").await.unwrap(),
        Some(SinkState::new("siem"))
    );
}
