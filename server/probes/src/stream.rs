//! Byte streams of probes: counted against a ceiling, plain or encrypted, boxed where the kind does not matter.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Anything that can be read from and written to.
pub trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

/// A stream that breaks once more bytes came in than may. What lies above it cannot be made to buffer without end.
#[derive(Debug)]
pub struct Capped<S> {
    inner: S,
    left: u64,
}

/// Marks the error of a `Capped` stream inside `io::Error`.
#[derive(Debug, thiserror::Error)]
#[error("more bytes came in than may")]
pub struct TooManyBytes;

impl<S> Capped<S> {
    pub fn new(inner: S, most: u64) -> Self {
        Self { inner, left: most }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Capped<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.left == 0 {
            return Poll::Ready(Err(io::Error::other(TooManyBytes)));
        }
        let before = buf.filled().len();
        let polled = Pin::new(&mut self.inner).poll_read(cx, buf);
        let came = (buf.filled().len() - before) as u64;
        self.left = self.left.saturating_sub(came);
        polled
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Capped<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

/// Whether somewhere in an error's chain a ceiling was reached.
pub fn is_too_many_bytes(error: &(dyn std::error::Error + 'static)) -> bool {
    in_chain(error, |e| e.is::<TooManyBytes>())
}

/// Walks an error and its sources, looking into `io::Error`s too, whose inner error is not among their sources.
pub fn in_chain(
    error: &(dyn std::error::Error + 'static),
    found: impl Fn(&(dyn std::error::Error + 'static)) -> bool,
) -> bool {
    let mut next = Some(error);
    while let Some(current) = next {
        if found(current) {
            return true;
        }
        if let Some(inner) = current.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            next = Some(inner);
            continue;
        }
        next = current.source();
    }
    false
}
