//! Answers that go on for a while end soon after their caller may no longer ask: a key that is revoked, or whose last
//! day is over, gets nothing more of a stream or of a large file.

use std::task::Poll;

use axum::body::{Body, Bytes, HttpBody as _};
use axum::http::header;
use axum::response::Response;
use futures_util::{Stream, StreamExt as _, stream};

use super::caller::Caller;
use crate::http::state::AppState;

/// Bytes handed out at once; answers that are no longer are not looked at again.
const PIECE: usize = 1 << 17;

impl Caller {
    /// Whether whoever was let in would be let in now.
    pub(in crate::http) fn may_go_on(&self, state: &AppState) -> bool {
        match &self.key {
            Some(key) => state.desk.keys().is_live(&key.id),
            None => !state.needs_keys(),
        }
    }

    /// The same answer, broken off when [`Self::may_go_on`] no longer holds. Its length, where it is known, stays told,
    /// so that a part of a file is not taken for all of it.
    pub(in crate::http) fn guarding(self, state: AppState, answer: Response) -> Response {
        let length = answer.body().size_hint().exact();
        if length.is_some_and(|length| length <= PIECE as u64) {
            return answer;
        }
        let (mut parts, body) = answer.into_parts();
        if let Some(length) = length {
            parts.headers.entry(header::CONTENT_LENGTH).or_insert(length.into());
        }
        let mut pieces = Box::pin(in_pieces(body));
        let guarded = stream::poll_fn(move |context| {
            // Asked each time, also while a silent stream looks whether there is something to tell.
            if self.may_go_on(&state) {
                return pieces.poll_next_unpin(context);
            }
            Poll::Ready(Some(Err(axum::Error::new(std::io::Error::other("the key is no longer in force")))))
        });
        Response::from_parts(parts, Body::from_stream(guarded))
    }
}

/// A body in pieces of which none is longer than [`PIECE`].
fn in_pieces(body: Body) -> impl Stream<Item = Result<Bytes, axum::Error>> {
    let cut = |mut whole: Bytes| {
        std::iter::from_fn(move || (!whole.is_empty()).then(|| Ok(whole.split_to(whole.len().min(PIECE)))))
    };
    body.into_data_stream().flat_map(move |read| match read {
        Ok(whole) => stream::iter(cut(whole)).left_stream(),
        Err(error) => stream::iter([Err(error)]).right_stream(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn pieces_are_the_whole_and_none_is_long() {
        for length in [0, 1, PIECE, PIECE + 1, 5 * PIECE - 1] {
            let whole: Vec<u8> = (0..length).map(|n| u8::try_from(n % 251).unwrap()).collect();
            let pieces: Vec<Bytes> = in_pieces(Body::from(whole.clone())).map(Result::unwrap).collect().await;
            assert!(pieces.iter().all(|piece| (1..=PIECE).contains(&piece.len())), "{length}");
            assert_eq!(pieces.concat(), whole);
        }
    }
}
