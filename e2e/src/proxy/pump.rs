//! The bytes of one connection, both ways.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::sync::watch;

use super::{End, Flow, Line};

/// Ends the connection when so many bytes have gone this way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cut {
    pub(super) up: bool,
    pub(super) after: u64,
    pub(super) end: End,
}

pub(super) async fn carry(
    mut client: TcpStream,
    mut server: TcpStream,
    line: watch::Receiver<Line>,
    mut ended: watch::Receiver<(u64, End)>,
    cut: Option<Cut>,
) {
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    let end = {
        let (from_client, to_client) = client.split();
        let (from_server, to_server) = server.split();
        let left = |up: bool| cut.filter(|cut| cut.up == up).map(|cut| cut.after);
        let up = pump(from_client, to_server, line.clone(), |line| line.up, left(true));
        let down = pump(
            from_server,
            to_client,
            line.clone(),
            |line| line.down,
            left(false),
        );
        let both = async {
            tokio::pin!(up, down);
            let (first, other) =
                tokio::select! { gone = &mut up => (gone, false), gone = &mut down => (gone, true) };
            match (first, other) {
                (Gone::Cut, _) => Gone::Cut,
                (Gone::Ended, true) => up.await,
                (Gone::Ended, false) => down.await,
            }
        };
        // An end that one side made itself is handed on by its pump.
        let cut_short = async {
            let _ = ended.changed().await;
            ended.borrow().1
        };
        tokio::select! {
            gone = both => cut.filter(|_| gone == Gone::Cut).map(|cut| cut.end),
            end = cut_short => Some(end),
        }
    };
    if end == Some(End::Reset) {
        let _ = (client.set_zero_linger(), server.set_zero_linger());
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Gone {
    /// By a side itself.
    Ended,
    Cut,
}

async fn pump(
    mut from: ReadHalf<'_>,
    mut to: WriteHalf<'_>,
    mut line: watch::Receiver<Line>,
    flow: impl Fn(&Line) -> Flow,
    mut left: Option<u64>,
) -> Gone {
    let (mut buffer, mut lost) = (vec![0; 16 * 1024], false);
    loop {
        let now = *line.borrow_and_update();
        if flow(&now) == Flow::Held {
            if line.changed().await.is_err() {
                return Gone::Ended;
            }
            continue;
        }
        let length = tokio::select! {
            read = from.read(&mut buffer) => match read {
                Ok(0) | Err(_) => break,
                Ok(length) => length,
            },
            _ = line.changed() => continue,
        };
        tokio::time::sleep(delay(&now, length)).await;
        // What has lost a byte can't go on: no TCP connection has a hole in it.
        lost |= flow(&now) == Flow::Lost;
        if lost {
            continue;
        }
        let allowed = left.map_or(length, |left| {
            length.min(usize::try_from(left).unwrap_or(usize::MAX))
        });
        if to.write_all(&buffer[..allowed]).await.is_err() {
            break;
        }
        if let Some(left) = &mut left {
            *left -= allowed as u64;
            if allowed < length {
                return Gone::Cut;
            }
        }
    }
    // Nor does the other side hear of an end, where not a byte comes through.
    if lost || flow(&line.borrow()) == Flow::Lost {
        std::future::pending::<()>().await;
    }
    let _ = to.shutdown().await;
    Gone::Ended
}

fn delay(line: &Line, length: usize) -> Duration {
    let rate = line.bytes_per_second.map_or(Duration::ZERO, |rate| {
        Duration::from_secs(1).mul_f64(length as f64 / f64::from(rate.max(1)))
    });
    line.latency + rate
}
